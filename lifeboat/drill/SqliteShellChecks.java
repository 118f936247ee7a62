package lifeboat.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import lifeboat.base.Human;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.TableFingerprint;
import org.sqlite.SQLiteJDBCLoader;

/**
 * What an image's own {@code sqlite3} says of a restored file that our SQLite found sound. What it finds is held
 * against the backup; where it cannot read the file at all, it is the wrong one for it.
 */
final class SqliteShellChecks {
    /** Errors of files that only the application can work with. */
    private static final Pattern APPLICATION = Pattern.compile(
            "no such (collation sequence|function|module)|unknown function|foreign key mismatch");

    private static final Duration STATEMENT = Duration.ofSeconds(StatementChecks.SECONDS);

    private final SqliteShell shell;

    SqliteShellChecks(SqliteShell shell) {
        this.shell = shell;
    }

    /** Integrity, foreign keys, the number of rows of each table, and whether it can be written. */
    List<Comparison.Check> of(Manifest manifest) {
        List<Comparison.Check> checks = new ArrayList<>();
        checks.add(integrity());
        List<TableFingerprint> tables = manifest.fingerprint().tables();
        checks.add(foreignKeys(tables, manifest.source().settings().get("foreign_key_violations")));
        checks.addAll(rows(tables));
        checks.add(writable());
        return checks;
    }

    private Comparison.Check integrity() {
        Tool.Result result = read("PRAGMA integrity_check(10);\n");
        List<String> found = result.out().lines().filter(line -> !line.equals("ok")).toList();
        return check("integrity_check", found.isEmpty(), !found.isEmpty() ? found.getFirst()
                : result.out().isBlank() ? "left to the application: " + SqliteShell.error(result) : "ok");
    }

    private Comparison.Check foreignKeys(List<TableFingerprint> tables, String expected) {
        StringBuilder script = new StringBuilder();
        tables.forEach(table -> script.append("SELECT count(*) FROM pragma_foreign_key_check('")
                .append(table.name().replace("'", "''")).append("');\n"));
        long violations = read(script.toString()).out().lines().mapToLong(Long::parseLong).sum();
        boolean equal = expected == null || expected.equals(String.valueOf(violations));
        return check("foreign_key_check", equal, equal ? "as in the source"
                : "found [" + violations + "] violations, should find [" + expected + "]");
    }

    private List<Comparison.Check> rows(List<TableFingerprint> tables) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < tables.size(); i++) {
            script.append("SELECT ").append(i).append(", count(*) FROM main.\"")
                    .append(tables.get(i).name().replace("\"", "\"\"")).append("\" NOT INDEXED;\n");
        }
        Map<Integer, Long> counts = new TreeMap<>();
        read(script.toString()).out().lines().map(line -> line.split("\\|"))
                .forEach(words -> counts.put(Integer.valueOf(words[0]), Long.valueOf(words[1])));
        List<Comparison.Check> checks = new ArrayList<>();
        counts.forEach((i, count) -> {
            if (count != tables.get(i).rows()) {
                checks.add(check("rows of [" + tables.get(i).title() + "]", false,
                        "are [" + count + "], should be [" + tables.get(i).rows() + "]"));
            }
        });
        int left = tables.size() - counts.size();
        checks.add(check("rows", checks.isEmpty(), Human.plural(counts.size(), "table") + " counted"
                + (left == 0 ? "" : ", " + left + " left to the application")));
        return checks;
    }

    private Comparison.Check writable() {
        Tool.Result result = shell.run(".bail on\nBEGIN IMMEDIATE;\nCREATE TABLE lifeboat_probe (a);\n"
                + "INSERT INTO lifeboat_probe VALUES (1);\nSELECT count(*) FROM lifeboat_probe;\nROLLBACK;\n");
        boolean written = result.ok() && result.out().strip().equals("1");
        return check("writable", written, written ? "in a transaction that was rolled back"
                : SqliteShell.error(result));
    }

    /** Runs the job's own statements, as {@link StatementChecks} says. */
    List<Comparison.Check> of(List<String> statements) {
        return statements.stream().map(this::statement).toList();
    }

    private Comparison.Check statement(String sql) {
        String name = "check [" + StatementChecks.brief(sql) + "]";
        if (sql.stripLeading().startsWith(".")) {
            return new Comparison.Check(name, false, "failed: it is no SQL");
        }
        Tool.Result result = limited(name, ".bail on\n.mode quote\nBEGIN;\n" + sql + "\n;\nROLLBACK;\n");
        if (!result.ok()) {
            return new Comparison.Check(name, false, "failed: " + StatementChecks.brief(SqliteShell.error(result)));
        }
        if (result.out().isEmpty()) {
            boolean query = limited(name, "EXPLAIN " + sql + "\n;\n").out().contains("ResultRow");
            return new Comparison.Check(name, !query, query ? "returned no row" : "ran");
        }
        String value = SqlLiteral.first(result.out());
        return new Comparison.Check(name, SqlLiteral.holds(value),
                "returned [" + StatementChecks.brief(SqlLiteral.plain(value)) + "]");
    }

    private Tool.Result limited(String name, String script) {
        try {
            return shell.run(script, STATEMENT);
        } catch (UserError e) {
            throw UserError.of(UserError.Kind.DRILL_UNABLE, name + " could not be run to its end: " + e.getMessage(),
                    e.hint().orElse("it may take " + StatementChecks.SECONDS + " s")).because(e);
        }
    }

    /** What it printed, if it could read the file but for what only the application can. */
    private Tool.Result read(String script) {
        Tool.Result result = shell.run(".mode list\n" + script);
        result.errors().lines().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("--") && line.matches("(?i).*error.*"))
                .filter(line -> !APPLICATION.matcher(line).find()).findFirst().ifPresent(_ -> {
                    throw unreadable(result);
                });
        if (!result.ok() && result.errors().isBlank()) {
            throw unreadable(result);
        }
        return result;
    }

    private UserError unreadable(Tool.Result result) {
        return UserError.of(UserError.Kind.DRILL_UNABLE, "the sqlite3 [" + shell.version() + "] of the image ["
                + shell.image().name() + "] does not read the restored file: " + SqliteShell.error(result),
                "SQLite " + SQLiteJDBCLoader.getVersion() + " finds it sound: use an image with that version or later");
    }

    private Comparison.Check check(String what, boolean passed, String detail) {
        return new Comparison.Check(what + " by the image's sqlite3", passed, detail);
    }
}
