package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Backups, restores and drills of little data before anything is measured. The launcher makes its AOT caches when a
 * script runs for the third time: what is measured is a machine that has made backups before.
 */
final class Rehearsal {
    private static final long ROWS = 30_000;
    private static final String DATABASE = "lifeboat_rehearsal";

    private final Shell shell;
    private final Path checkout;
    private final Path folder;
    private final Map<String, String> sources = new LinkedHashMap<>();

    /** One that keeps its files in that folder, which is made. */
    Rehearsal(Shell shell, Path checkout, Path folder) throws IOException {
        this.shell = shell;
        this.checkout = checkout;
        this.folder = Files.createDirectories(folder);
    }

    /** With a small database on that server. */
    void postgres(Database database) {
        String measured = shell.get("PGDATABASE");
        shell.set("PGDATABASE", DATABASE);
        database.load(shell, checkout.resolve("bench/postgres.sql"), ROWS);
        shell.set("PGDATABASE", measured);
        sources.put("rehearsed-pg", Database.url(DATABASE));
    }

    /** With a small SQLite file. */
    void sqlite() {
        Path file = folder.resolve("small.db");
        SqliteFile.make(shell, file, checkout.resolve("bench/sqlite.sql"), ROWS);
        sources.put("rehearsed-sqlite", "sqlite:" + file);
    }

    /** Does it so many times, with that store. */
    void run(String store, int times) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        String config = Files.writeString(folder.resolve("lifeboat.yaml"), config(store)).toString();
        for (int run = 0; run < times; run++) {
            shell.must("\"$LIFEBOAT\" backup rehearsed --config \"$1\" >/dev/null", config);
            shell.must("\"$LIFEBOAT\" restore rehearsed --to source --yes --config \"$1\" >/dev/null", config);
            shell.must("\"$LIFEBOAT\" verify rehearsed --target local --config \"$1\" >/dev/null", config);
        }
        for (String name : databases()) {
            shell.must("psql -qX -d postgres -c 'DROP DATABASE \"'\"$1\"'\"'", name);
        }
    }

    /** The small database, and what restores kept of it. */
    private List<String> databases() {
        return !sources.containsKey("rehearsed-pg") ? List.of() : shell.must(
                "psql -qXAt -d postgres -c \"SELECT datname FROM pg_database WHERE datname ~ '^" + DATABASE + "'\"")
                .lines().toList();
    }

    private String config(String store) {
        return """
                keys: { recipients: "${LIFEBOAT_RECIPIENTS}" }
                stores: { all: '%s' }
                jobs:
                %s
                sets: { rehearsed: [%s] }
                """.formatted(store, sources.entrySet().stream()
                .map(source -> "  " + source.getKey() + ": { source: '" + source.getValue() + "', stores: [all] }")
                .collect(Collectors.joining("\n")), String.join(", ", sources.keySet()));
    }
}
