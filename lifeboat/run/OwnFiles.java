package lifeboat.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lifeboat.base.UserError;
import lifeboat.schedule.Seal;

/** Files in a folder of others, which we wrote and write again; what others wrote or changed is never touched. */
final class OwnFiles {
    private final Path folder;
    private final Seal seal;
    private final boolean dryRun;
    private final List<String> said = new ArrayList<>();

    OwnFiles(Path folder, Path config, boolean dryRun) {
        this.folder = folder;
        this.seal = new Seal(config);
        this.dryRun = dryRun;
    }

    /** What was done, a line for each file. */
    List<String> said() {
        return said;
    }

    /** Writes these files; returns the names of those that changed. */
    List<String> write(Map<String, String> texts) {
        texts.keySet().forEach(this::refuseForeign);
        List<String> changed = new ArrayList<>();
        texts.forEach((name, text) -> {
            Path file = folder.resolve(name);
            String sealed = seal.seal(text);
            String before = read(file);
            if (sealed.equals(before)) {
                said.add("unchanged " + file);
                return;
            }
            changed.add(name);
            said.add((dryRun ? "would write " : "wrote ") + file);
            if (dryRun) {
                sealed.lines().forEach(line -> said.add("  " + line));
            } else {
                store(file, sealed);
            }
        });
        return changed;
    }

    /** Our files whose names begin and end so, but these. */
    Set<String> others(String beginning, List<String> endings, Set<String> but) {
        Set<String> names = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, beginning + "*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!but.contains(name) && endings.stream().anyMatch(name::endsWith) && Files.isRegularFile(file)
                        && seal.isOurs(read(file))) {
                    names.add(name);
                }
            }
            return names;
        } catch (IOException e) {
            throw failed("read", folder, e);
        }
    }

    /** Removes these. */
    void remove(Set<String> names) {
        names.forEach(this::refuseForeign);
        for (String name : names) {
            said.add((dryRun ? "would remove " : "removed ") + folder.resolve(name));
            if (!dryRun) {
                try {
                    Files.delete(folder.resolve(name));
                } catch (IOException e) {
                    throw failed("remove", folder.resolve(name), e);
                }
            }
        }
    }

    private void refuseForeign(String name) {
        String there = read(folder.resolve(name));
        if (there == null || seal.isWhole(there)) {
            return;
        }
        Optional<String> other = Seal.configuration(there).filter(_ -> !seal.isOurs(there));
        if (other.isPresent()) {
            throw UserError.usage("[" + folder.resolve(name) + "] was written from another configuration ["
                    + other.get() + "]", "put the jobs into one configuration, or rename a job that is in both; if the"
                    + " other is gone, remove the file");
        }
        throw UserError.usage("[" + folder.resolve(name) + "] " + (seal.isOurs(there)
                ? "was changed since it was written" : "was not written from this configuration"),
                "move it away, and run this again");
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    private static void store(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    private static UserError failed(String what, Path file, IOException e) {
        return UserError.usage("cannot " + what + " [" + file + "]: " + e, "check its folder and its permissions")
                .because(e);
    }
}
