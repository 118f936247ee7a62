package lifeboat.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Copies of database files that nobody has open. */
public final class SqliteCopy {

    private SqliteCopy() {}

    /** Copies a file to one that must not exist yet (0600); {@link #sync} makes it durable. */
    public static void make(Path from, Path to) throws IOException {
        Set<StandardOpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, create,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long size = in.size();
            for (long done = 0; done < size;) {
                long some = in.transferTo(done, size - done, out);
                if (some == 0) {
                    throw new IOException("[" + from.getFileName() + "] became shorter while it was copied");
                }
                done += some;
            }
        }
    }

    /** Makes a file, or the names in a folder, durable. */
    public static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
