package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;

/**
 * The folder of the data, kept from run to run, used by one run at a time. Below it {@code work} is for one run only
 * and {@code log} for what its jobs printed.
 */
final class Place implements AutoCloseable {
    private static final String MARK = "made-by-lifeboat-benchmark";

    private final Path folder;
    private final FileChannel lock;
    private final Cleanup.Handle cleanup;

    private Place(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
        this.cleanup = Cleanup.onExit(() -> Workspace.deleteTree(work()));
    }

    /**
     * Opens it, made if it is not there.
     *
     * @throws UserError if it holds something else or is in use
     */
    static Place open(Path given) {
        Path folder = given.toAbsolutePath().normalize();
        try {
            if (Files.exists(folder) && !Files.exists(folder.resolve(MARK)) && !empty(folder)) {
                throw UserError.usage("[" + folder + "] holds something else", "name a new or empty folder by --dir");
            }
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx--x--x")));
            FileChannel lock = FileChannel.open(folder.resolve(MARK), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                throw UserError.usage("[" + folder + "] is used by another benchmark", "wait for it, or use --dir");
            }
            return new Place(folder, lock);
        } catch (IOException e) {
            throw UserError.usage("cannot use [" + folder + "]: " + e.getMessage(), "name another folder by --dir")
                    .because(e);
        }
    }

    private static boolean empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path work() {
        return folder.resolve("work");
    }

    Path log() {
        return folder.resolve("log");
    }

    /** Makes the folders of one run, new and empty. */
    void begin() {
        for (Path fresh : new Path[] {work(), log()}) {
            Workspace.deleteTree(fresh);
            privateFolder(fresh);
        }
    }

    /** Makes a folder that only we may enter. */
    static Path privateFolder(Path path) {
        try {
            return Files.createDirectories(path,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes everything. */
    void remove() {
        Workspace.deleteTree(folder);
    }

    /** Removes what was for one run; the data stay. */
    @Override
    public void close() {
        cleanup.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
