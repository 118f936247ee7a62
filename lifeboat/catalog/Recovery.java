package lifeboat.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import lifeboat.base.Human;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;

/**
 * The RECOVERY.md of a backup: how to restore it without Lifeboat, by stock tools alone. Its {@code sh} blocks, run one
 * after the other in the backup's folder, restore the backup; the variables in the first one say from which key to what.
 */
public final class Recovery {
    private static final int TABLES_SHOWN = 200;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");
    private static final Map<String, Opener> OPENERS = Map.of(
            "zstd", new Opener("zstd", ".zst", "zstd -d -q -c", "`zstd`"),
            "gzip", new Opener("gzip", ".gz", "gzip -d -c", "`gzip`"),
            "age", new Opener("age", ".age", "age -d -i \"$IDENTITY\"", "`age` (1.0 or newer)"));

    private final Manifest manifest;
    private final StringBuilder text = new StringBuilder();

    /** The stock command that undoes a layer, reading standard input. */
    private record Opener(String layer, String suffix, String command, String program) {}

    private Recovery(Manifest manifest) {
        this.manifest = manifest;
    }

    /** The text, always the same for the same manifest. */
    public static String render(Manifest manifest) {
        Recovery recovery = new Recovery(manifest);
        recovery.introduction();
        recovery.preparation();
        recovery.unpacking();
        switch (manifest.source().type()) {
            case "postgres" -> recovery.postgres();
            case "sqlite" -> recovery.sqlite();
            default -> throw new IllegalArgumentException("no recovery known for [" + manifest.source().type() + "]");
        }
        recovery.tables();
        return recovery.text.toString();
    }

    private void introduction() {
        SourceInfo source = manifest.source();
        line("# Recovery of backup " + manifest.id());
        line("");
        line("This folder holds one backup of job `" + manifest.job() + "`, begun at " + manifest.started() + " (UTC): "
                + title(source) + ", " + Human.plural(manifest.fingerprint().tables().size(), "table") + ", "
                + Human.plural(manifest.fingerprint().rows(), "row") + ". It was made by Lifeboat " + plain(manifest.tool())
                + ", but you do not need Lifeboat to restore it: the commands below use stock tools only."
                + " Run them in order, in a shell, in this folder.");
        line("");
        line("You need: " + String.join(", ", programs()) + ".");
        if (manifest.encrypted()) {
            line("");
            line("The backup is encrypted. You need the secret key (a line that begins with `AGE-SECRET-KEY-1`) of any one of"
                    + " these public keys, in a file.");
            list("Public keys:", manifest.recipients().stream().map(Recovery::plain).toList());
        }
    }

    private static String title(SourceInfo source) {
        String engine = source.type().equals("postgres") ? "PostgreSQL" : "SQLite";
        return engine + " " + plain(source.version()) + (source.type().equals("postgres") ? " database " : " file ")
                + plain(source.name());
    }

    private List<String> programs() {
        List<String> programs = new ArrayList<>(List.of("`sha256sum`"));
        manifest.parts().stream().flatMap(part -> part.layers().stream()).distinct()
                .map(layer -> opener(layer).program()).forEach(programs::add);
        if (manifest.source().type().equals("postgres")) {
            programs.add("a PostgreSQL server of version " + plain(manifest.source().version())
                    + " or newer, and its client programs (`createdb`, `psql`, `pg_restore`), at least as new as "
                    + plain(manifest.source().client()));
        } else {
            programs.add("`sqlite3` (for the check at the end)");
        }
        return programs;
    }

    private void preparation() {
        section("1. Say where from and where to");
        line(manifest.encrypted() ? "Change the values after `:-`, or set the variables before."
                : "Change the value after `:-`, or set the variable before.");
        List<String> commands = new ArrayList<>(List.of("umask 077"));
        if (manifest.encrypted()) {
            commands.add("IDENTITY=${IDENTITY:-identity.txt}");
        }
        commands.add(manifest.source().type().equals("postgres")
                ? "TARGET_DB=${TARGET_DB:-restored}" : "TARGET_FILE=${TARGET_FILE:-restored.db}");
        block(commands);
        section("2. Check that nothing is damaged");
        line("Every line must end in `OK`.");
        block(checksums(part -> part.sha256(), part -> stored(part), manifest.parts()));
    }

    private void unpacking() {
        List<Manifest.Part> layered = manifest.parts().stream().filter(part -> !part.layers().isEmpty()).toList();
        if (layered.isEmpty()) {
            return;
        }
        section("3. " + (manifest.encrypted() ? "Decrypt and unpack" : "Unpack"));
        line("Every line must end in `OK` again; if one does not, do not use what was unpacked.");
        List<String> commands = new ArrayList<>();
        for (Manifest.Part part : layered) {
            List<String> steps = part.layers().reversed().stream().map(layer -> opener(layer).command()).toList();
            commands.add(steps.getFirst() + " < " + stored(part)
                    + steps.stream().skip(1).map(step -> " | " + step).reduce("", String::concat) + " > " + unpacked(part));
        }
        commands.addAll(checksums(part -> part.plainSha256(), this::unpacked, layered));
        block(commands);
    }

    private void postgres() {
        roles();
        SourceInfo source = manifest.source();
        section("5. Restore");
        line("`pg_restore` stops at the first error; the database is then incomplete: drop it and begin again. If roles or"
                + " tablespaces are not to be as they were, add `--no-owner --no-privileges`.");
        if (!source.extensions().isEmpty()) {
            list("The server must offer these extensions:", source.extensions().stream()
                    .map(extension -> plain(extension.name()) + " " + plain(extension.version())).toList());
        }
        if (!source.settings().isEmpty()) {
            list("The database had these settings; `createdb` takes them as options where they matter:",
                    source.settings().entrySet().stream()
                            .map(setting -> plain(setting.getKey()) + " " + plain(setting.getValue())).toList());
        }
        String encoding = isWord(source.encoding()) ? " --encoding=" + source.encoding() : "";
        block(List.of(
                "createdb --template=template0" + encoding + " \"$TARGET_DB\"",
                "pg_restore --exit-on-error --jobs=\"$(nproc)\" --dbname=\"$TARGET_DB\" " + unpacked(part("data")),
                "psql -X -q -d \"$TARGET_DB\" -c ANALYZE"));
    }

    private void roles() {
        section("4. Roles");
        boolean globals = manifest.parts().stream().anyMatch(part -> part.role().equals("globals"));
        List<String> names = manifest.source().roles();
        List<String> writable = names.stream().filter(name -> name.matches("\\P{Cntrl}+")).toList();
        if (globals) {
            line("Roles belong to the server, not to the database. On a server that has them already, messages such as"
                    + " `role already exists` are fine. Roles may come without their passwords: set them anew.");
            block(List.of("psql -X -q -d postgres -f " + unpacked(part("globals"))));
        } else if (writable.isEmpty()) {
            line("The backup names no roles that must exist.");
        } else {
            line("These roles own something in the database or are granted something. On a server that has them already,"
                    + " messages such as `role already exists` are fine. They are made without login and password.");
            List<String> commands = new ArrayList<>(List.of("psql -X -q -d postgres <<'SQL'"));
            writable.forEach(name -> commands.add("CREATE ROLE \"" + name.replace("\"", "\"\"") + "\" NOLOGIN;"));
            commands.add("SQL");
            block(commands);
        }
    }

    private void sqlite() {
        section((unpackedSection() ? "4" : "3") + ". Put it in place");
        line("Stop whatever uses the target file first. A target that exists is not overwritten: move it away, together with"
                + " its `-wal` and `-shm` files, which belong to the old content and would damage the new.");
        block(List.of(
                "(set -C; cat " + unpacked(part("data")) + " > \"$TARGET_FILE\")",
                "sqlite3 \"$TARGET_FILE\" 'PRAGMA integrity_check;' | grep -x ok"));
    }

    private boolean unpackedSection() {
        return manifest.parts().stream().anyMatch(part -> !part.layers().isEmpty());
    }

    private void tables() {
        List<TableFingerprint> tables = manifest.fingerprint().tables();
        section("What must be in it");
        line("| table | rows |");
        line("|---|---:|");
        tables.stream().limit(TABLES_SHOWN)
                .forEach(table -> line("| " + plain(table.title()) + " | " + table.rows() + " |"));
        if (tables.size() > TABLES_SHOWN) {
            line("");
            line("And " + Human.plural(tables.size() - TABLES_SHOWN, "more table") + ": see `manifest.json`.");
        }
    }

    private Manifest.Part part(String role) {
        return manifest.parts().stream().filter(part -> part.role().equals(role)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part with role [" + role + "]"));
    }

    private static List<String> checksums(
            Function<Manifest.Part, String> digest,
            Function<Manifest.Part, String> file,
            List<Manifest.Part> parts) {
        List<String> lines = new ArrayList<>(List.of("sha256sum -c <<'SUMS'"));
        parts.forEach(part -> lines.add(digest.apply(part) + "  " + file.apply(part)));
        lines.add("SUMS");
        return lines;
    }

    /** The stored file, seen from the backup's folder. */
    private String stored(Manifest.Part part) {
        return part.name().startsWith(manifest.id() + "/") ? part.file() : "../" + part.name();
    }

    /** What it becomes in the current folder. */
    private String unpacked(Manifest.Part part) {
        if (part.layers().isEmpty()) {
            return stored(part);
        }
        String name = part.file();
        for (String layer : part.layers().reversed()) {
            String suffix = opener(layer).suffix();
            name = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name + ".plain";
        }
        return name;
    }

    private static Opener opener(String layer) {
        Opener opener = OPENERS.get(layer);
        if (opener == null) {
            throw new IllegalArgumentException("no stock command known for layer [" + layer + "]");
        }
        return opener;
    }

    private static boolean isWord(String value) {
        return value != null && WORD.matcher(value).matches();
    }

    /** Text from the source as inline code that cannot break out of its line or cell. */
    private static String plain(String value) {
        return value == null ? "(unknown)" : "`" + value.replaceAll("\\p{Cntrl}", "?").replace('`', '\'')
                .replace("|", "\\|") + "`";
    }

    private void section(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void list(String title, List<String> items) {
        line("");
        line(title);
        line("");
        items.forEach(item -> line("- " + item));
    }

    private void block(List<String> commands) {
        line("");
        line("```sh");
        commands.forEach(this::line);
        line("```");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
