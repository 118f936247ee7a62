package lifeboat.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import lifeboat.base.Json;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.store.Store;

/**
 * Small JSON documents in a store. A sealed document's last field, {@code sha256}, is the digest of the document as it
 * would be without that field, so that any changed byte is noticed. Failures of the store are {@link UserError}s.
 */
final class Documents {
    private static final String SEAL = ",\n  \"sha256\": \"";
    private static final String END = "\"\n}\n";
    private static final int SEAL_LENGTH = SEAL.length() + 64 + END.length();
    private static final int AHEAD = 16;

    /** What stands in a text for bytes that are none. */
    private static final char UNREADABLE = '\uFFFD';

    private final Store store;

    Documents(Store store) {
        this.store = store;
    }

    /** A document that cannot be used, with one sentence on why. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The value as a sealed document. */
    static byte[] seal(Object value) {
        String text = Json.pretty(value);
        String digest = sha256(text.getBytes(StandardCharsets.UTF_8));
        return (text.substring(0, text.length() - 2) + SEAL + digest + END)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The value as a document without a seal. */
    static byte[] plain(Object value) {
        return (Json.pretty(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The text of a document that carries its own digest and agrees with it; the digest is still in it. */
    static String unseal(byte[] bytes) throws Damaged {
        String text = text(bytes);
        int seal = text.length() - SEAL_LENGTH;
        if (seal < 0 || !text.startsWith(SEAL, seal) || !text.endsWith(END)) {
            throw new Damaged("does not end with its own digest", null);
        }
        MessageDigest digest = sha256();
        digest.update(bytes, 0, bytes.length - SEAL_LENGTH);
        digest.update("\n}".getBytes(StandardCharsets.UTF_8));
        if (!text.startsWith(HexFormat.of().formatHex(digest.digest()), seal + SEAL.length())) {
            throw new Damaged("does not agree with its own digest: it was changed after it was written", null);
        }
        return text;
    }

    /** Reads JSON of a record. */
    static <T> T parse(String text, Class<T> type) throws Damaged {
        try {
            return Json.read(text, type);
        } catch (RuntimeException e) { // Gson wraps what a record's constructor throws on wrong values
            throw new Damaged("is not what it should be: " + firstLine(e), e);
        }
    }

    /** The bytes as text. */
    static String text(byte[] bytes) throws Damaged {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(UNREADABLE) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Damaged("is not UTF-8 text", e);
        }
    }

    /** SHA-256 as 64 hexadecimal digits. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A document's bytes; empty if there is none. One longer than {@code limit} bytes is refused. */
    Optional<byte[]> read(String key, int limit) {
        try {
            Optional<InputStream> found = store.read(key);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = found.get()) {
                byte[] bytes = in.readNBytes(limit);
                if (bytes.length == limit && in.read() >= 0) {
                    throw UserError.badBackup("[" + key + "] in store [" + store.describe() + "] is longer than ["
                            + limit
                            + "] bytes: that is no document of Lifeboat", null);
                }
                return Optional.of(bytes);
            }
        } catch (IOException e) {
            throw failed("read [" + key + "]", e);
        }
    }

    /** What is done with each of several documents. */
    @FunctionalInterface
    interface Reader {
        /**
         * Takes one.
         *
         * @param document its bytes, empty if there is none; throws what {@link Documents#read} does
         */
        void take(int place, Supplier<Optional<byte[]>> document);
    }

    /** Reads documents and shows them in this order; of a remote store some are on their way at a time. */
    void each(List<String> keys, int limit, Reader reader) {
        int ahead = store.remote() ? AHEAD : 0;
        Deque<Future<Optional<byte[]>>> coming = new ArrayDeque<>();
        ExecutorService threads = Executors.newFixedThreadPool(AHEAD, Thread.ofPlatform().daemon().factory());
        try {
            for (int place = 0; place < keys.size(); place++) {
                String key = keys.get(place);
                for (int next = place + coming.size(); next < keys.size() && coming.size() < ahead; next++) {
                    String wanted = keys.get(next);
                    coming.add(threads.submit(() -> read(wanted, limit)));
                }
                Future<Optional<byte[]>> first = coming.poll();
                reader.take(place, first == null ? () -> read(key, limit) : () -> result(key, first));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Optional<byte[]> result(String key, Future<Optional<byte[]>> document) {
        try {
            return document.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("read [" + key + "]", new IOException("interrupted", e));
        } catch (ExecutionException e) {
            throw Thrown.unchecked(e.getCause());
        }
    }

    /** Stores a document only if there is none; false if there is. */
    boolean putIfAbsent(String key, byte[] bytes) {
        try {
            return store.putIfAbsent(key, bytes);
        } catch (IOException e) {
            throw failed("write [" + key + "]", e);
        }
    }

    void put(String key, byte[] bytes) {
        try {
            store.put(key, bytes);
        } catch (IOException e) {
            throw failed("write [" + key + "]", e);
        }
    }

    void delete(String key) {
        try {
            store.delete(key);
        } catch (IOException e) {
            throw failed("remove [" + key + "]", e);
        }
    }

    boolean exists(String key) {
        try {
            return store.size(key).isPresent();
        } catch (IOException e) {
            throw failed("read [" + key + "]", e);
        }
    }

    List<String> folders(String folder) {
        try {
            return store.folders(folder);
        } catch (IOException e) {
            throw failed("list [" + folder + "]", e);
        }
    }

    List<Store.Entry> entries(String folder) {
        try {
            return store.entries(folder);
        } catch (IOException e) {
            throw failed("list [" + folder + "]", e);
        }
    }

    String storeName() {
        return store.describe();
    }

    private UserError failed(String what, IOException e) {
        return UserError.of("cannot " + what + " in store [" + store.describe() + "]: "
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()), null).because(e);
    }

    private static String firstLine(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("^Use JsonReader\\S+ to accept ", "");
    }
}
