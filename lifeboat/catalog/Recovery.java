package lifeboat.catalog;

import static lifeboat.catalog.Markdown.plain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import lifeboat.base.Human;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;

/**
 * The RECOVERY.md of a backup: how to restore it without Lifeboat, by stock tools alone. Its {@code sh} blocks, run one
 * after the other in the backup's folder, restore the backup; the variables in the first one say from which key
 * to what.
 */
public final class Recovery {
    private static final int TABLES_SHOWN = 200;
    private static final String SEAL = "<!-- SHA-256 of all above this line: ";
    private static final String SEALED = " -->\n";
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");
    private static final Map<String, Opener> OPENERS = Map.of(
            "zstd", new Opener("zstd", ".zst", "zstd -d -q -c", "`zstd`"),
            "gzip", new Opener("gzip", ".gz", "gzip -d -c", "`gzip`"),
            "age", new Opener("age", ".age", "age -d -i \"$IDENTITY\"", "`age` (1.0 or newer)"));

    private final Manifest manifest;
    private final Markdown out = new Markdown();

    /** The stock command that undoes a layer, reading standard input. */
    private record Opener(String layer, String suffix, String command, String program) {}

    private Recovery(Manifest manifest) {
        this.manifest = manifest;
    }

    /** The text, always the same for the same manifest. Its last line holds the digest of all before it. */
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
        String text = recovery.out + "\n";
        return text + SEAL + Documents.sha256(text.getBytes(StandardCharsets.UTF_8)) + SEALED;
    }

    /** What is wrong with the bytes of such a text, whichever version wrote it; empty if it is as it was written. */
    static Optional<String> damage(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int seal = text.lastIndexOf(SEAL);
        if (seal < 0) {
            return Optional.of("does not end with its own digest");
        }
        String line = SEAL + Documents.sha256(Arrays.copyOf(bytes, seal)) + SEALED;
        return text.substring(seal).equals(line) ? Optional.empty()
                : Optional.of("does not agree with its own digest: it was changed after it was written");
    }

    private void introduction() {
        SourceInfo source = manifest.source();
        out.line("# Recovery of backup " + manifest.id());
        out.line("");
        out.line("This folder holds one backup of job `" + manifest.job() + "`, begun at " + manifest.started()
                + " (UTC): "
                + title(source) + ", " + Human.plural(manifest.fingerprint().tables().size(), "table") + ", "
                + Human.plural(manifest.fingerprint().rows(), "row") + ". It was made by Lifeboat "
                + plain(manifest.tool())
                + ", but you do not need Lifeboat to restore it: the commands below use stock tools only."
                + " Run them in order, in a shell, in this folder.");
        out.line("");
        out.line("You need: " + String.join(", ", programs()) + ".");
        if (manifest.encrypted()) {
            out.line("");
            out.line("The backup is encrypted. You need the secret key (a line that begins with `AGE-SECRET-KEY-1`) of"
                    + " any one of these public keys, in a file.");
            out.list("Public keys:", manifest.recipients().stream().map(Markdown::plain).toList());
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
        out.section("1. Say where from and where to");
        out.line(manifest.encrypted() ? "Change the values after `:-`, or set the variables before."
                : "Change the value after `:-`, or set the variable before.");
        List<String> commands = new ArrayList<>(List.of("umask 077"));
        if (manifest.encrypted()) {
            commands.add("IDENTITY=${IDENTITY:-identity.txt}");
        }
        commands.add(manifest.source().type().equals("postgres")
                ? "TARGET_DB=${TARGET_DB:-restored}" : "TARGET_FILE=${TARGET_FILE:-restored.db}");
        out.block(commands);
        out.section("2. Check that nothing is damaged");
        out.line("Every line must end in `OK`.");
        out.block(checksums(part -> part.sha256(), part -> stored(part), manifest.parts()));
    }

    private void unpacking() {
        List<Manifest.Part> layered = manifest.parts().stream().filter(part -> !part.layers().isEmpty()).toList();
        if (layered.isEmpty()) {
            return;
        }
        out.section("3. " + (manifest.encrypted() ? "Decrypt and unpack" : "Unpack"));
        out.line("Every line must end in `OK` again; if one does not, do not use what was unpacked.");
        List<String> commands = new ArrayList<>();
        for (Manifest.Part part : layered) {
            List<String> steps = part.layers().reversed().stream().map(layer -> opener(layer).command()).toList();
            commands.add(steps.getFirst() + " < " + stored(part)
                    + steps.stream().skip(1).map(step -> " | " + step).reduce("", String::concat) + " > "
                    + unpacked(part));
        }
        commands.addAll(checksums(part -> part.plainSha256(), this::unpacked, layered));
        out.block(commands);
    }

    private void postgres() {
        roles();
        database();
        out.section("6. Restore");
        out.line("`pg_restore` stops at the first error; the database is then incomplete: drop it and begin again."
                + " If owners and grants are not wanted, add `--no-owner --no-privileges`. The first part of the"
                + " condition is for servers that do not know a setting that newer client programs make.");
        List<String> rows = manifest.parts().stream().filter(Manifest.Part::isData)
                .filter(part -> !part.role().equals("data")).map(this::unpacked).toList();
        out.block(rows.isEmpty() ? load(unpacked(part("data"))) : load(unpacked(part("data")), rows));
    }

    private static List<String> load(String file) {
        return List.of(
                "if test \"$(pg_restore --version | sed 's/[^0-9]*\\([0-9]*\\).*/\\1/')\" -ge 17 &&",
                "   test \"$(psql -X -A -t -d \"$TARGET_DB\" -c 'SHOW server_version_num')\" -lt 170000",
                "then",
                "  pg_restore --file=" + file + ".sql " + file,
                "  sed '1,40{/^SET transaction_timeout/d;}' " + file + ".sql |",
                "    psql -X -q -1 -v ON_ERROR_STOP=1 -o /dev/null -d \"$TARGET_DB\"",
                "  rm " + file + ".sql",
                "else",
                "  pg_restore --exit-on-error --jobs=\"$(nproc)\" --dbname=\"$TARGET_DB\" " + file,
                "fi",
                "psql -X -q -d \"$TARGET_DB\" -c ANALYZE");
    }

    /** The tables are in several archives, which are loaded at the same time between the main one's sections. */
    private static List<String> load(String file, List<String> rows) {
        List<String> commands = new ArrayList<>(List.of(
                "load() {",
                "  if test \"$(pg_restore --version | sed 's/[^0-9]*\\([0-9]*\\).*/\\1/')\" -ge 17 &&",
                "     test \"$(psql -X -A -t -d \"$TARGET_DB\" -c 'SHOW server_version_num')\" -lt 170000",
                "  then",
                "    pg_restore --section=\"$1\" --file=\"$2.$1.sql\" \"$2\" &&",
                "    sed '1,40{/^SET transaction_timeout/d;}' \"$2.$1.sql\" |",
                "      psql -X -q -1 -v ON_ERROR_STOP=1 -o /dev/null -d \"$TARGET_DB\" &&",
                "    rm \"$2.$1.sql\"",
                "  else",
                "    pg_restore --exit-on-error --section=\"$1\" --jobs=\"$3\" --dbname=\"$TARGET_DB\" \"$2\"",
                "  fi",
                "}",
                "load pre-data " + file + " 1",
                "load data " + file + " 1 & loading0=$!"));
        for (int i = 0; i < rows.size(); i++) {
            commands.add("load data " + rows.get(i) + " 1 & loading" + (i + 1) + "=$!");
        }
        commands.add("failed=0");
        for (int i = 0; i <= rows.size(); i++) {
            commands.add("wait $loading" + i + " || failed=1");
        }
        commands.addAll(List.of(
                "if test $failed = 0",
                "then load post-data " + file + " \"$(nproc)\" && psql -X -q -d \"$TARGET_DB\" -c ANALYZE",
                "else echo 'not all rows were loaded: drop the database and begin again' >&2; false",
                "fi"));
        return commands;
    }

    private void database() {
        SourceInfo source = manifest.source();
        Map<String, String> settings = source.settings();
        out.section("5. Make the database");
        if (!source.extensions().isEmpty()) {
            out.list("The server must offer these extensions:", source.extensions().stream()
                    .map(extension -> plain(extension.name()) + " " + plain(extension.version())).toList());
        }
        if (!settings.isEmpty()) {
            out.list("The database had these settings:", settings.entrySet().stream()
                    .map(setting -> plain(setting.getKey()) + " " + plain(setting.getValue())).toList());
        }
        List<String> commands = new ArrayList<>();
        StringBuilder create = new StringBuilder("createdb --template=template0");
        option(create, commands, "encoding", "ENCODING", source.encoding());
        option(create, commands, "lc-collate", "COLLATE", settings.get("collate"));
        option(create, commands, "lc-ctype", "CTYPE", settings.getOrDefault("ctype", settings.get("collate")));
        if (!commands.isEmpty()) {
            out.line("");
            out.line("Where the server lacks the locale, set the variables to `C.UTF-8`:"
                    + " texts may sort differently then.");
        }
        commands.add(create + " \"$TARGET_DB\"");
        String file = unpacked(part("data"));
        commands.add("if pg_restore --schema-only --file=- " + file + " | grep -x 'CREATE SCHEMA public;' >&2");
        commands.add("then psql -X -q -d \"$TARGET_DB\" -c 'DROP SCHEMA public'");
        commands.add("fi");
        out.block(commands);
        partial();
    }

    private static void option(
            StringBuilder create, List<String> commands, String option, String variable, String value) {
        if (isWord(value)) {
            commands.add(variable + "=${" + variable + ":-" + value + "}");
            create.append(" --").append(option).append("=\"$").append(variable).append('"');
        }
    }

    /** A dump of some schemas or tables only leaves out what these need around them. */
    private void partial() {
        Map<String, String> settings = manifest.source().settings();
        List<String> statements = new ArrayList<>();
        if (settings.containsKey("scope.tables")) {
            manifest.fingerprint().tables().stream().map(TableFingerprint::schema).distinct()
                    .filter(schema -> !schema.isEmpty() && isPrintable(schema))
                    .forEach(schema -> statements.add("CREATE SCHEMA IF NOT EXISTS " + quoted(schema) + ";"));
        }
        if (settings.containsKey("scope.tables") || settings.containsKey("scope.schemas")) {
            manifest.source().extensions().stream().map(SourceInfo.Extension::name).filter(Recovery::isPrintable)
                    .forEach(name -> statements.add("CREATE EXTENSION IF NOT EXISTS " + quoted(name) + ";"));
        }
        if (!statements.isEmpty()) {
            out.line("");
            out.line("The backup holds some schemas or tables only."
                    + " What they may need around them; leave out what they do not:");
            out.sql("\"$TARGET_DB\"", statements);
        }
    }

    private void roles() {
        out.section("4. Roles");
        boolean globals = manifest.parts().stream().anyMatch(part -> part.role().equals("globals"));
        List<String> names = manifest.source().roles();
        List<String> writable = names.stream().filter(Recovery::isPrintable).toList();
        if (globals) {
            out.line("Roles belong to the server, not to the database. On a server that has them already, messages such"
                    + " as `role already exists` are fine. Roles may come without their passwords: set them anew.");
            out.block(List.of("psql -X -q -d postgres -f " + unpacked(part("globals"))));
        } else if (writable.isEmpty()) {
            out.line("The backup names no roles that must exist.");
        } else {
            out.line("These roles own something in the database or are granted something. On a server that has them"
                    + " already, messages such as `role already exists` are fine. They are made without login"
                    + " and password.");
            out.sql("postgres", writable.stream().map(name -> "CREATE ROLE " + quoted(name) + " NOLOGIN;").toList());
        }
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Whether it can stand in a line of a script. */
    private static boolean isPrintable(String name) {
        return name.matches("\\P{Cntrl}+");
    }

    private void sqlite() {
        out.section((unpackedSection() ? "4" : "3") + ". Put it in place");
        out.line("Stop whatever uses the target file first. A target that exists is not overwritten: move it away,"
                + " together with its `-wal` and `-shm` files, which belong to the old content and would damage"
                + " the new.");
        out.block(List.of(
                "(set -C; cat " + unpacked(part("data")) + " > \"$TARGET_FILE\")",
                "sqlite3 \"$TARGET_FILE\" 'PRAGMA integrity_check;' | grep -x ok"));
    }

    private boolean unpackedSection() {
        return manifest.parts().stream().anyMatch(part -> !part.layers().isEmpty());
    }

    private void tables() {
        List<TableFingerprint> tables = manifest.fingerprint().tables();
        out.section("What must be in it");
        out.line("| table | rows |");
        out.line("|---|---:|");
        tables.stream().limit(TABLES_SHOWN)
                .forEach(table -> out.line("| " + plain(table.title()) + " | " + table.rows() + " |"));
        if (tables.size() > TABLES_SHOWN) {
            out.line("");
            out.line("And " + Human.plural(tables.size() - TABLES_SHOWN, "more table") + ": see `manifest.json`.");
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
}
