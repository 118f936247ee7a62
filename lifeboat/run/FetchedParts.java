package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lifeboat.base.Human;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;

/**
 * A backup's parts as plain, verified files: role to file. A part that is not what the manifest says is refused, and
 * nothing of it stays.
 *
 * @param from the copy that gave the last of them
 */
record FetchedParts(Map<String, Path> files, Chosen from) {
    private static final int BUFFER = 1 << 20;

    /** Fetches all parts into a folder, each under its name without the layers' suffixes, readable by us alone. */
    static FetchedParts fetch(Context context, Chosen chosen, Path folder) {
        return fetch(context, chosen, List::of, folder, false);
    }

    /**
     * The same; a part that one store lacks or has damaged is taken from another, with a warning.
     *
     * @param elsewhere    the other stores' copies, asked for only when they are needed
     * @param skipChecksum take a damaged part where no store has it in order
     */
    static FetchedParts fetch(Context context, Chosen chosen, Supplier<List<Chosen>> elsewhere, Path folder,
            boolean skipChecksum) {
        requireSpace(chosen.manifest(), folder);
        Map<String, Path> files = new LinkedHashMap<>();
        Chosen from = chosen;
        for (Manifest.Part part : chosen.manifest().parts()) {
            Path file = folder.resolve(plainName(part));
            from = fetch(context, from, elsewhere, part, file, skipChecksum);
            files.put(part.role(), file);
        }
        return new FetchedParts(files, from);
    }

    /** Returns the copy that gave the part. */
    private static Chosen fetch(Context context, Chosen first, Supplier<List<Chosen>> elsewhere, Manifest.Part part,
            Path file, boolean skipChecksum) {
        UserError failure;
        try {
            fetch(context, first, part, file, false);
            return first;
        } catch (UserError e) {
            failure = e;
        }
        if (failure.kind().equals(Optional.of(UserError.Kind.USAGE))) {
            throw failure;
        }
        UserError last = failure;
        for (Chosen other : elsewhere.get()) {
            if (other.open() == first.open()) {
                continue;
            }
            context.out().warn("store [" + first.open().name() + "]: " + last.getMessage() + "; trying store ["
                    + other.open().name() + "]");
            try {
                fetch(context, other, part, file, false);
                return other;
            } catch (UserError e) {
                last = e;
            }
        }
        if (!skipChecksum) {
            throw failure;
        }
        context.out().warn(failure.getMessage() + "; fetched as far as it goes");
        fetch(context, first, part, file, true);
        return first;
    }

    private static void fetch(Context context, Chosen chosen, Manifest.Part part, Path file, boolean skipChecksum) {
        try (Output.Progress progress = context.out().progress("fetch " + part.role(), part.plainSize());
                InputStream in = chosen.open(context, part, skipChecksum)) {
            save(in, file, progress);
        } catch (LocalFailure e) {
            remove(file);
            throw UserError.usage("cannot write [" + file + "]: " + e.getMessage(), "look at the disk's free space")
                    .because(e);
        } catch (IOException e) {
            remove(file);
            chosen.open().fail(e);
            throw UserError.of("cannot fetch [" + part.file() + "] from store [" + chosen.open().name() + "]: "
                    + e.getMessage(), null).because(e);
        } catch (UserError e) {
            remove(file);
            throw e;
        }
    }

    /** The same into a folder of the person's choice, which is made if it does not exist; replaces no file. */
    static FetchedParts fetchInto(Context context, Chosen chosen, Supplier<List<Chosen>> elsewhere, Path folder,
            boolean skipChecksum) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw UserError.usage("cannot make the folder [" + folder + "]: " + e.getMessage(),
                    "choose another with --dir")
                    .because(e);
        }
        for (Manifest.Part part : chosen.manifest().parts()) {
            Path file = folder.resolve(plainName(part));
            if (Files.exists(file)) {
                throw UserError.usage("[" + file + "] exists already",
                        "move it away, or choose another folder with --dir");
            }
        }
        return fetch(context, chosen, elsewhere, folder, skipChecksum);
    }

    /** A part's file name before its layers. */
    static String plainName(Manifest.Part part) {
        String name = part.file();
        for (String layer : part.layers().reversed()) {
            String suffix = Wiring.suffix(layer);
            if (!name.endsWith(suffix)) {
                throw UserError.badBackup("part [" + name + "] is not named for its layers " + part.layers(), null);
            }
            name = name.substring(0, name.length() - suffix.length());
        }
        return name;
    }

    private static void requireSpace(Manifest manifest, Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < manifest.plainSize()) {
                throw UserError.of("[" + folder + "] has [" + Human.bytes(free) + "] free, the unpacked backup needs ["
                        + Human.bytes(manifest.plainSize()) + "]",
                        "free some there; a temporary folder can be set by TMPDIR");
            }
        } catch (IOException e) {
            throw UserError.of("cannot read the free space of [" + folder + "]: " + e.getMessage(), null).because(e);
        }
    }

    private static void save(InputStream in, Path file, Output.Progress progress) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (FileChannel channel = FileChannel.open(file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                try {
                    out.write(buffer, 0, n);
                } catch (IOException e) {
                    throw new LocalFailure(e);
                }
                progress.add(n);
            }
        }
    }

    /** No other store can help. */
    private static final class LocalFailure extends IOException {
        private static final long serialVersionUID = 1L;

        LocalFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw UserError.of("cannot remove [" + file + "]: " + e.getMessage(), "remove it by hand").because(e);
        }
    }
}
