package lifeboat.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Scope;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeEach;

class PostgresSourceTest extends SourceContract {
    private final PostgresServer server = PostgresServer.installed();
    private String database;

    @BeforeEach
    void fill() {
        database = server.createDatabase();
        server.execute(database, "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, 20000) i",
                "CREATE SCHEMA shop", "CREATE TABLE shop.empty (id int)",
                "CREATE TABLE shop.\"Or, \"\"der\" (id bigserial, note text)",
                "INSERT INTO shop.\"Or, \"\"der\" (note) VALUES (NULL), (''), ('a\tb\nc\\')",
                "SELECT lo_from_bytea(0, 'large object')");
    }

    @Override
    protected Source source() {
        return source(database);
    }

    @Override
    protected Map<String, Long> rows() {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : List.of("public.item", "shop.empty")) {
            rows.put(table, Long.valueOf(server.query(database, "SELECT count(*) FROM " + table)));
        }
        rows.put("shop.Or, \"der", 3L);
        rows.put("(large objects)", 1L);
        return rows;
    }

    @Override
    protected void insert() {
        server.execute(database, "INSERT INTO item VALUES (-1, 'new')");
    }

    @Override
    protected void update() {
        server.execute(database, "UPDATE item SET name = 'Item 7' WHERE id = 7");
    }

    @Override
    protected Source missing() {
        return source(database + "_missing");
    }

    @Override
    protected List<String> leftovers() {
        String sql = "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.02) WHERE application_name = 'lifeboat'"
                + " AND pid <> pg_backend_pid() AND datname = '" + database + "'";
        String count = server.query("postgres", sql);
        for (int i = 0; i < 250 && !count.equals("0"); i++) {
            count = server.query("postgres", sql);
        }
        List<String> left = new ArrayList<>(List.of("connections " + count));
        ProcessHandle.current().descendants().map(p -> p.info().command().orElse(""))
                .filter(c -> c.endsWith("/pg_dump"))
                .forEach(left::add);
        return left;
    }

    private Source source(String name) {
        return new PostgresSource(PostgresUrl.parse(server.url(name), Environment.system()), Scope.ALL,
                Duration.ofSeconds(5), true, true, jobs(), Environment.system());
    }

    /** By how many connections. */
    int jobs() {
        return 1;
    }
}
