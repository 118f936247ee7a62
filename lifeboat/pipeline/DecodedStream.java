package lifeboat.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import lifeboat.base.BlockInput;
import lifeboat.base.UserError;

/**
 * The plain bytes a decoder makes of stored ones. What the decoder complains about becomes a BAD_BACKUP; what reading
 * the stored bytes itself throws stays what it is. At the decoder's end nothing stored may be left.
 */
final class DecodedStream extends BlockInput {
    static final String HINT = "restore another backup, or take this one from another store";

    /** Makes a decoder. */
    @FunctionalInterface
    interface Opener {
        InputStream open(InputStream stored) throws IOException, GeneralSecurityException;
    }

    private final String layer;
    private final Watched stored;
    private final InputStream decoder;
    private boolean ended;

    private DecodedStream(String layer, Watched stored, InputStream decoder) {
        this.layer = layer;
        this.stored = stored;
        this.decoder = decoder;
    }

    /** Opens a decoder; {@code stored} stays open if that fails. */
    static DecodedStream open(String layer, InputStream stored, Opener opener) throws IOException {
        Watched watched = new Watched(stored);
        try {
            return new DecodedStream(layer, watched, opener.open(watched));
        } catch (UserError e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw damaged(layer, watched, e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        int n;
        try {
            n = decoder.read(buffer, offset, length);
        } catch (UserError e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(layer, stored, e);
        }
        if (n < 0) {
            end();
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        decoder.close();
    }

    private void end() throws IOException {
        if (stored.failure != null) {
            throw stored.failure;
        }
        if (stored.delivered == 0) {
            throw bad(layer, "it is empty");
        }
        if (stored.read() >= 0) {
            throw bad(layer, "bytes follow after its end");
        }
        ended = true;
    }

    private static UserError damaged(String layer, Watched stored, Exception e) throws IOException {
        if (stored.failure != null) {
            throw stored.failure;
        }
        return bad(layer, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()).because(e);
    }

    private static UserError bad(String layer, String what) {
        return UserError.badBackup("the " + layer + " layer is damaged or cut short: " + what, HINT);
    }

    /** Remembers what reading threw and how much was read. */
    private static final class Watched extends BlockInput {
        private final InputStream in;
        private IOException failure;
        private long delivered;

        Watched(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int n = in.read(buffer, offset, length);
                delivered += Math.max(n, 0);
                return n;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
