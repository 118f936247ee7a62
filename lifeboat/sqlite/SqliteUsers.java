package lifeboat.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.TreeSet;

/** Who has a file open, as far as the operating system lets us see: other users' processes only as root. */
public final class SqliteUsers {
    private static final Path PROCESSES = Path.of("/proc");

    private SqliteUsers() {}

    /** The ids of other processes that have this very file open; empty where there is no {@code /proc}. */
    public static TreeSet<Long> of(Path file) throws IOException {
        TreeSet<Long> users = new TreeSet<>();
        if (!Files.isDirectory(PROCESSES)) {
            return users;
        }
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != ProcessHandle.current().pid() && hasOpen(process, key)) {
                    users.add(pid);
                }
            }
        }
        return users;
    }

    private static boolean hasOpen(Path process, Object key) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : open) {
                if (key.equals(key(descriptor))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException _) {
            // the process ended meanwhile, or is another user's
            return false;
        }
    }

    private static Object key(Path descriptor) {
        try {
            return Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
        } catch (IOException _) {
            // closed meanwhile, or a pipe or socket
            return null;
        }
    }
}
