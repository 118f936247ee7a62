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
import java.util.Map;
import lifeboat.base.Human;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;

/**
 * A backup's parts as plain, verified files: role to file. A part that is not what the manifest says is refused, and
 * nothing of it stays.
 */
record FetchedParts(Map<String, Path> files) {
    private static final int BUFFER = 1 << 20;

    /** Fetches all parts into a folder, each under its name without the layers' suffixes, readable by us alone. */
    static FetchedParts fetch(Context context, Chosen chosen, Path folder, boolean skipChecksum) {
        requireSpace(chosen.manifest(), folder);
        Map<String, Path> files = new LinkedHashMap<>();
        for (Manifest.Part part : chosen.manifest().parts()) {
            Path file = folder.resolve(plainName(part));
            try (Output.Progress progress = context.out().progress("fetch " + part.role(), part.plainSize());
                    InputStream in = chosen.open(context, part, skipChecksum)) {
                save(in, file, progress);
            } catch (IOException e) {
                remove(file);
                throw UserError.of("cannot fetch [" + part.file() + "] from store [" + chosen.open().name() + "]: "
                        + e.getMessage(), null).because(e);
            } catch (UserError e) {
                remove(file);
                throw e;
            }
            files.put(part.role(), file);
        }
        return new FetchedParts(files);
    }

    /** The same into a folder of the person's choice, which is made if it does not exist; replaces no file. */
    static FetchedParts fetchInto(Context context, Chosen chosen, Path folder, boolean skipChecksum) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw UserError.usage("cannot make the folder [" + folder + "]: " + e.getMessage(), "choose another with --dir")
                    .because(e);
        }
        for (Manifest.Part part : chosen.manifest().parts()) {
            Path file = folder.resolve(plainName(part));
            if (Files.exists(file)) {
                throw UserError.usage("[" + file + "] exists already", "move it away, or choose another folder with --dir");
            }
        }
        return fetch(context, chosen, folder, skipChecksum);
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
                        + Human.bytes(manifest.plainSize()) + "]", "set TMPDIR to a folder with enough space");
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
                out.write(buffer, 0, n);
                progress.add(n);
            }
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
