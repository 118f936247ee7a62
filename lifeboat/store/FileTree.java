package lifeboat.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lifeboat.base.UserError;

/** The files below a directory store's root: private, durable, reached through no symbolic link. */
final class FileTree {
    /** How temporary files begin. */
    static final String TEMPORARY = ".tmp-";
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE = mode("rw-------");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ATTEMPTS = 100;
    private static final long FULL = 64 << 10;

    private final Path root;

    FileTree(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    /** The path of a key or folder, {@code ""} for the root. */
    Path path(String keyOrFolder) {
        Path path = root;
        for (String segment : StoreKey.checkFolder(keyOrFolder).split("/")) {
            refuseLink(path);
            path = path.resolve(segment);
        }
        return path;
    }

    /** Like {@link #path}, but no link is allowed at its end either. */
    Path unlinked(String keyOrFolder) {
        Path path = path(keyOrFolder);
        refuseLink(path);
        return path;
    }

    private void refuseLink(Path path) {
        if (!path.equals(root) && Files.isSymbolicLink(path)) {
            throw UserError.of("[" + path + "] is a symbolic link, which a store does not follow",
                    "replace it by what it points to, or make the store's own path lead there");
        }
    }

    /** A file channel and its path. */
    record Temporary(Path path, FileChannel channel) {}

    /** A new file with a hidden name in a folder, which is made if it is missing. */
    Temporary temporary(Path folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            make(folder);
            byte[] name = new byte[8];
            RANDOM.nextBytes(name);
            Path path = folder.resolve(TEMPORARY + HexFormat.of().formatHex(name));
            try {
                return new Temporary(path, FileChannel.open(path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE_FILE));
            } catch (NoSuchFileException e) {
                // another run has just removed the folder because it was empty
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The channel of a file that is there to be locked. */
    FileChannel lockFile() throws IOException {
        return FileChannel.open(root.resolve(".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PRIVATE_FILE);
    }

    private void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            make(parent);
        }
        try {
            Files.createDirectory(folder, PRIVATE_FOLDER);
        } catch (FileAlreadyExistsException e) {
            if (isSomethingElse(folder)) {
                throw e;
            }
        } catch (NoSuchFileException _) {
            // its parent was removed because it was empty: the caller notices that the folder is missing
            return;
        }
        sync(parent);
    }

    /** Looks once: another run may make and remove the folder all the time. */
    private static boolean isSomethingElse(Path folder) throws IOException {
        try {
            return !Files.readAttributes(folder, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /** Makes the names in a folder durable; a folder that is gone needs nothing. */
    void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException _) {
            // whoever removed it has made that durable
        }
    }

    /** Removes a folder and those above it, up to the root, as far as they are empty. */
    void removeEmpty(Path folder) throws IOException {
        for (Path path = folder; !path.equals(root); path = path.getParent()) {
            try {
                Files.deleteIfExists(path);
            } catch (FileSystemException _) {
                // not empty, or not ours to remove; an empty folder that stays does no harm
                return;
            }
            sync(path.getParent());
        }
    }

    /** Something done with files. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does it; failures of the file system become errors for people. */
    <T> T doing(String what, Work<T> work) throws IOException {
        if (Files.isSymbolicLink(root) && Files.notExists(root)) {
            throw UserError.of("[" + root + "] is a link to a folder that does not exist: cannot " + what,
                    "check that its disk is mounted, or make the folder");
        }
        try {
            return work.run();
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw explained(what, e);
        }
    }

    private UserError explained(String what, IOException e) {
        String reason = String.valueOf(e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason() : e.getMessage());
        if (full(reason.toLowerCase(Locale.ROOT))) {
            return UserError.of("no space left in [" + root + "]: cannot " + what,
                    "free space there, prune old backups, or use another store").because(e);
        }
        if (e instanceof AccessDeniedException denied) {
            return UserError.of("permission denied on [" + denied.getFile() + "]: cannot " + what,
                    "let this user read and write [" + root + "], or use another store").because(e);
        }
        String where = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : root.toString();
        String said = reason.equals(where) ? e.getClass().getSimpleName() : reason;
        return UserError.of("cannot " + what + " in [" + root + "]: " + said + " [" + where + "]",
                "check that the disk is mounted and writable").because(e);
    }

    /** The system's message may be in any language, so the free space is looked at too. */
    private boolean full(String reason) {
        if (List.of("no space left", "quota exceeded", "file too large").stream().anyMatch(reason::contains)) {
            return true;
        }
        try {
            return Files.isDirectory(root) && Files.getFileStore(root).getUsableSpace() < FULL;
        } catch (IOException _) {
            return false;
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }
}
