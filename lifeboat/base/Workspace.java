package lifeboat.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A private folder (0700) for what a run needs on its way; removed with all it holds when closed and when the
 * process is ended by a signal.
 */
public final class Workspace implements AutoCloseable {
    private static final String HIDDEN = ".lifeboat-";

    private final Path folder;
    private final Cleanup.Handle cleanup;

    private Workspace(Path folder, AutoCloseable mark) {
        this.folder = folder;
        this.cleanup = Cleanup.onExit(() -> {
            deleteTree(folder);
            mark.close();
        });
    }

    private static Path privateFolder(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** A new one below {@code LIFEBOAT_TMPDIR}, {@code TMPDIR} or the JVM's temporary folder. */
    public static Workspace create(Environment env) {
        Path parent = Path.of(env.get("LIFEBOAT_TMPDIR").or(() -> env.get("TMPDIR"))
                .orElseGet(() -> System.getProperty("java.io.tmpdir")));
        return in(parent);
    }

    /** A new one below the given folder. */
    public static Workspace in(Path parent) {
        try {
            return new Workspace(privateFolder(parent, "lifeboat-"), () -> {});
        } catch (IOException e) {
            throw UserError.of("cannot create a temporary folder in [" + parent + "]",
                    "set TMPDIR to a writable folder with enough space").because(e);
        }
    }

    /**
     * A new one, hidden, in the folder of what it is needed for; what is made there can be moved into its place. What
     * killed processes left there is removed.
     */
    public static Workspace beside(Path folder) {
        try {
            FolderInUse.removeAbandoned(folder, HIDDEN);
            Path made = privateFolder(folder, HIDDEN);
            FolderInUse mark = FolderInUse.mark(made);
            return new Workspace(made, mark);
        } catch (IOException | UncheckedIOException e) {
            throw UserError.of("cannot create a folder in [" + folder + "]: " + e.getMessage(),
                    "is it writable for this user?").because(e);
        }
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /** The path of a file in it. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Removes the folder and all it holds. */
    @Override
    public void close() {
        cleanup.close();
    }

    /** Removes a folder and all it holds, following no links; a folder that is not there is fine. */
    public static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attrs) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                    Files.deleteIfExists(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
