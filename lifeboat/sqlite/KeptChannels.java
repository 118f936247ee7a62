package lifeboat.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Channels that read databases in use. None is ever closed: when a process closes a file, the operating system drops
 * all locks that it holds on it, those of its SQLite connections too. So there is one for each file as long as the
 * process lives. A thread that reads by one must not be interrupted, as that closes it.
 */
final class KeptChannels {
    private static final Map<Object, FileChannel> OPEN = new HashMap<>();

    private KeptChannels() {}

    /** What tells the file from all others; empty where the operating system has nothing of the kind. */
    static Optional<Object> key(Path file) throws IOException {
        return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    /** The channel of that file; empty if another one has taken its place since the key was asked for. */
    static synchronized Optional<FileChannel> of(Path file, Object key) throws IOException {
        FileChannel known = OPEN.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
        OPEN.put(key(file).orElseGet(Object::new), opened);
        return Optional.ofNullable(OPEN.get(key));
    }
}
