package lifeboat.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mark of a folder that a process of ours is using: a locked file in it. The operating system drops the lock when
 * the process ends, however it does; what is left behind then can be told from what is in use.
 */
final class FolderInUse implements AutoCloseable {
    private static final String MARK = "in-use";
    /** Not to be opened by ourselves: closing any channel of a locked file drops the process's lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private FolderInUse(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Marks an existing folder until it is closed. The mark has its name only when it is locked. */
    static FolderInUse mark(Path folder) throws IOException {
        OWN.add(folder);
        Path unlocked = folder.resolve(MARK + ".new");
        FileChannel channel = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            Files.move(unlocked, folder.resolve(MARK));
            return new FolderInUse(folder, channel);
        } catch (IOException e) {
            channel.close();
            OWN.remove(folder);
            throw e;
        }
    }

    /** Removes the marked folders below {@code parent} with names that begin so and that nobody uses any more. */
    static void removeAbandoned(Path parent, String prefix) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path folder : folders) {
                if (!OWN.contains(folder) && Files.isWritable(folder.resolve(MARK))) {
                    remove(folder);
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(MARK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Workspace.deleteTree(folder);
            }
        } catch (NoSuchFileException _) {
            return; // whoever used it has removed it meanwhile
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        OWN.remove(folder);
    }
}
