package lifeboat.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A local folder. Folders are made with mode 0700 and files with 0600; a root that is missing is made by the first
 * write. A key is a file, written under a hidden name, synced, renamed, and its folder synced. Symbolic links below
 * the root are not followed. A folder without keys does not stay.
 *
 * <p>Create-only writes use a hard link, which fails if the name is taken, also between processes. On a file system
 * without hard links they hold an exclusive lock of the operating system on {@code <root>/.lock} instead, while they
 * look for the name and rename to it; the lock ends with the process.
 */
public final class DirectoryStore implements Store {
    private static final Object ONE_LOCKER = new Object();

    private final FileTree tree;
    private final boolean links;

    /** The store in this folder, which need not exist. */
    public DirectoryStore(Path root) {
        this(root, true);
    }

    DirectoryStore(Path root, boolean links) {
        this.tree = new FileTree(root);
        this.links = links;
    }

    @Override
    public String describe() {
        return tree.root().toString();
    }

    @Override
    public boolean remote() {
        return false;
    }

    @Override
    public Upload create(String key, long expectedBytes) throws IOException {
        return new FileUpload(tree, tree.unlinked(StoreKey.check(key)));
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        try (Upload upload = create(key, bytes.length)) {
            upload.write(bytes);
            upload.commit();
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        Path target = tree.unlinked(StoreKey.check(key));
        return tree.doing("create [" + key + "]", () -> {
            boolean placed = false;
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                try (FileUpload upload = new FileUpload(tree, target)) {
                    upload.write(bytes);
                    placed = place(upload.finish(), target);
                }
            }
            tree.sync(target.getParent());
            return placed;
        });
    }

    private boolean place(Path file, Path target) throws IOException {
        if (links) {
            try {
                Files.createLink(target, file);
                return true;
            } catch (FileAlreadyExistsException _) {
                return false;
            } catch (AccessDeniedException | NoSuchFileException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException _) {
                return placeLocked(file, target);
            }
        }
        return placeLocked(file, target);
    }

    private boolean placeLocked(Path file, Path target) throws IOException {
        synchronized (ONE_LOCKER) {
            try (FileChannel channel = tree.lockFile(); FileLock _ = channel.lock()) {
                if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    return false;
                }
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                return true;
            }
        }
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        Path path = tree.unlinked(StoreKey.check(key));
        return tree.doing("read [" + key + "]", () -> attributes(path).isEmpty()
                ? Optional.empty()
                : Optional.of(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)));
    }

    @Override
    public Optional<Long> size(String key) throws IOException {
        Path path = tree.unlinked(StoreKey.check(key));
        return tree.doing("look at [" + key + "]", () -> attributes(path).map(BasicFileAttributes::size));
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        Path path = tree.unlinked(folder);
        return tree.doing(folder.isEmpty() ? "list its folders" : "list [" + folder + "]", () -> {
            List<String> names = new ArrayList<>();
            for (Path child : children(path)) {
                // a link is listed too, so that using it says why it is not followed
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)
                        || Files.isSymbolicLink(child) && Files.isDirectory(child)) {
                    names.add(child.getFileName().toString());
                }
            }
            names.sort(Comparator.naturalOrder());
            return names;
        });
    }

    @Override
    public List<Entry> entries(String folder) throws IOException {
        Path path = tree.unlinked(folder);
        String prefix = folder.isEmpty() ? "" : folder + "/";
        return tree.doing(folder.isEmpty() ? "list its folders" : "list [" + folder + "]", () -> {
            List<Entry> entries = new ArrayList<>();
            for (Path child : children(path)) {
                attributes(child).map(found -> new Entry(prefix + child.getFileName(), found.size()))
                        .ifPresent(entries::add);
            }
            entries.sort(Comparator.comparing(Entry::key));
            return entries;
        });
    }

    @Override
    public void delete(String key) throws IOException {
        Path path = tree.path(StoreKey.check(key));
        tree.doing("delete [" + key + "]", () -> {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(path)) {
                tree.sync(path.getParent());
                tree.removeEmpty(path.getParent());
            }
            return null;
        });
    }

    @Override
    public int sweep(String folder, Instant olderThan) throws IOException {
        Path top = tree.unlinked(folder);
        return Files.exists(top) ? tree.doing("sweep [" + folder + "]", () -> sweep(top, olderThan)) : 0;
    }

    private int sweep(Path top, Instant olderThan) throws IOException {
        int[] removed = {0};
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes found) throws IOException {
                if (file.getFileName().toString().startsWith(FileTree.TEMPORARY)
                        && found.lastModifiedTime().toInstant().isBefore(olderThan) && Files.deleteIfExists(file)) {
                    removed[0]++;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                tree.removeEmpty(visited);
                return FileVisitResult.CONTINUE;
            }
        });
        return removed[0];
    }

    @Override
    public void close() {}

    /** The attributes of a key's file; empty if there is none. */
    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** What is in a folder and may be part of a key; nothing if the folder is not there. */
    private static List<Path> children(Path folder) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder,
                child -> StoreKey.isSegment(child.getFileName().toString()))) {
            List<Path> children = new ArrayList<>();
            all.forEach(children::add);
            return children;
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
