package bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.UserError;

/** Looks at what runs made: a fast result that is wrong does not count. */
final class Checks {
    /** Counts of all tables, by SQL that makes the SQL. */
    private static final String COUNTS = """
            psql -qXAt -v ON_ERROR_STOP=1 -d "$1" <<'SQL'
            SELECT format('SELECT %L, count(*) FROM %I.%I', schemaname || '.' || tablename, schemaname, tablename)
            FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 \\gexec
            SELECT 'large objects', count(*) FROM pg_largeobject_metadata;
            SQL""";
    private static final String SQLITE_COUNTS = """
            counts=$(sqlite3 -bail -cmd '.timeout 10000' "$1" <<'SQL'
            SELECT 'SELECT ' || quote(name) || ', count(*) FROM "' || replace(name, '"', '""') || '";'
            FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name;
            SQL
            ) && sqlite3 -bail -cmd '.timeout 10000' "$1" "$counts"
            """;

    private final Shell shell;
    private final boolean sqlite3;
    private final Map<String, Backup> backups = new LinkedHashMap<>();

    Checks(Shell shell, Programs programs) {
        this.shell = shell;
        this.sqlite3 = programs.has("sqlite3");
    }

    /**
     * A backup that Lifeboat made.
     *
     * @param verified whether a drill of it passed
     */
    record Backup(String job, String id, boolean verified) {}

    /** The backups that Lifeboat made in this run of the benchmark. */
    List<Backup> backups() {
        return List.copyOf(backups.values());
    }

    /** What {@code backup --json} printed. */
    void backup(String output) {
        JsonObject made = first(output, "jobs");
        String id = text(made, "id");
        backups.put(id, new Backup(text(made, "job"), id, false));
    }

    /** What {@code verify --json} printed: it must be about a backup that was made here. */
    void drill(String output) {
        JsonObject drill = first(output, "backups");
        Backup backup = backups.get(text(drill, "id"));
        if (backup == null || !text(drill, "verdict").equals("passed")) {
            throw UserError.of("the drill of [" + text(drill, "id") + "] says [" + text(drill, "verdict") + "]", null);
        }
        backups.put(backup.id(), new Backup(backup.job(), backup.id(), true));
    }

    /** A restored database: every table has the rows that the measured one has; then it is dropped. */
    void postgres(String source, String restored) {
        String expected = shell.must(COUNTS, source);
        String actual = shell.must(COUNTS, restored);
        shell.must("psql -qX -d \"$1\" -c 'DROP DATABASE \"'\"$2\"'\"'", source, restored);
        same(expected, actual);
    }

    /** A restored SQLite file: whole, and every table has the rows of the measured one; by sqlite3 where it is. */
    void sqlite(Path source, Path restored) {
        if (!sqlite3) {
            return;
        }
        same("ok", shell.must("sqlite3 \"$1\" 'PRAGMA quick_check'", restored.toString()));
        same(shell.must(SQLITE_COUNTS, source.toString()), shell.must(SQLITE_COUNTS, restored.toString()));
    }

    private static void same(String expected, String actual) {
        if (expected.isEmpty() || !expected.equals(actual)) {
            throw UserError.of("what was restored differs: [" + actual + "] instead of [" + expected + "]", null);
        }
    }

    private static JsonObject first(String output, String list) {
        JsonElement found = JsonParser.parseString(output).getAsJsonObject().get(list);
        if (found == null || found.getAsJsonArray().isEmpty()) {
            throw UserError.of("Lifeboat's JSON has no [" + list + "]", null);
        }
        return found.getAsJsonArray().get(0).getAsJsonObject();
    }

    private static String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : "";
    }
}
