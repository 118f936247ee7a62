package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import lifeboat.base.BlockInput;
import lifeboat.base.UserError;

/** The bytes that a store gives of a part. If it breaks off, the store is marked as failed. Closing it closes them. */
final class StoredInput extends BlockInput {
    private final OpenStores.Open open;
    private final InputStream in;

    private StoredInput(OpenStores.Open open, InputStream in) {
        this.open = open;
        this.in = in;
    }

    /**
     * Reads a key from its start; empty if there is none.
     *
     * @throws UserError also if the store failed before: it is not asked again
     */
    static Optional<InputStream> of(OpenStores.Open open, String key) throws IOException {
        if (!open.usable()) {
            throw UserError.of(open.error(), open.hint().orElse(null));
        }
        return watched(open, () -> open.store().read(key)).map(in -> new StoredInput(open, in));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return watched(open, () -> in.read(buffer, offset, length));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T watched(OpenStores.Open open, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (IOException e) {
            open.fail(e);
            throw e;
        } catch (UserError e) {
            if (!e.kind().equals(Optional.of(UserError.Kind.BAD_BACKUP))) {
                open.fail(e);
            }
            throw e;
        }
    }
}
