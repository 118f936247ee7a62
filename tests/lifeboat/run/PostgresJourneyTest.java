package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.catalog.Manifest;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL database from its backup to its rescue, by the commands alone. */
class PostgresJourneyTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Scene scene;
    private String database;
    private String url;

    @BeforeEach
    void make_a_database() {
        scene = new Scene(folder);
        database = server.createDatabase();
        url = server.url(database);
        server.execute(database, "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL)",
                "CREATE TABLE orders (id serial PRIMARY KEY, customer int REFERENCES customers, total numeric, note "
                + "text)", "INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, 1000) i",
                "INSERT INTO orders (customer, total, note) SELECT 1 + i % 1000, i / 7.0, CASE WHEN i % 3 = 0 THEN '' "
                + "END FROM generate_series(1, 20000) i",
                "CREATE VIEW big AS SELECT * FROM orders WHERE total > 1000", "SELECT lo_from_bytea(0, 'large')");
    }

    private Manifest backUp() {
        scene.run("backup", "--source", url, "--to", scene.store, "--job", "shop").expect(0);
        return scene.backups("shop").getLast();
    }

    @Test
    void a_backup_is_checked_drilled_locally_and_on_a_server() {
        Manifest manifest = backUp();
        assertEquals(21_001, manifest.fingerprint().rows());
        scene.run("verify", "check", "shop", "--store", scene.store).expect(0);
        Path junit = folder.resolve("junit.xml");
        Scene.Ran local = scene.run("verify", "shop", "--store", scene.store, "--junit", junit).expect(0);
        assertTrue(local.out().contains("PASSED"), local.out());
        assertTrue(Files.exists(junit));
        Scene.Ran remote = scene.run("verify", "shop", "--store", scene.store, "--target",
                "server=" + server.url("postgres")).expect(0);
        assertTrue(remote.out().contains("PASSED"), remote.out());
        assertEquals("0", server.query("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'lifeboat%'"));
    }

    @Test
    void what_is_recorded_survives_a_report_in_json() throws IOException {
        Path report = folder.resolve("report.json");
        scene.run("backup", "--source", url, "--to", scene.store, "--job", "shop", "--output", report).expect(0);
        var job = JsonParser.parseString(Files.readString(report)).getAsJsonObject().getAsJsonArray("jobs").get(0)
                .getAsJsonObject();
        assertEquals("ok", job.get("verdict").getAsString());
        assertEquals(21_001, job.get("rows").getAsLong());
    }

    @Test
    void a_restore_replaces_the_database_and_can_be_undone() {
        backUp();
        server.execute(database, "DELETE FROM orders", "CREATE TABLE later (x int)");
        scene.typing("no\n", "restore", "shop", "--store", scene.store, "--to", url).expect(10);
        assertEquals("0", server.query(database, "SELECT count(*) FROM orders"));
        scene.typing(database + "\n", "restore", "shop", "--store", scene.store, "--to", url).expect(0);
        assertEquals("20000", server.query(database, "SELECT count(*) FROM orders"));
        assertEquals("0", server.query(database, "SELECT count(*) FROM pg_class WHERE relname = 'later'"));
        scene.run("restore", "rollback", "shop", "--store", scene.store, "--to", url, "--yes").expect(0);
        assertEquals("0", server.query(database, "SELECT count(*) FROM orders"));
        assertEquals("1", server.query(database, "SELECT count(*) FROM pg_class WHERE relname = 'later'"));
    }

    @Test
    void a_new_database_is_made_where_there_is_none() {
        backUp();
        String fresh = database + "_fresh";
        scene.run("restore", "shop", "--store", scene.store, "--to", server.url(fresh)).expect(0);
        assertEquals("20000", server.query(fresh, "SELECT count(*) FROM orders"));
        server.execute("postgres", "DROP DATABASE " + fresh);
    }

    @Test
    void the_recovery_document_alone_brings_the_data_back() throws IOException {
        Manifest manifest = backUp();
        Path part = scene.part("shop", manifest, "data");
        String target = database + "_by_hand";
        scene.besidePart(part).env("TARGET_DB", target)
                .env("PGHOST", "127.0.0.1").env("PGPORT", String.valueOf(server.port())).env("PGUSER", "postgres")
                .must(scene.recovery(part));
        assertEquals("20000", server.query(target, "SELECT count(*) FROM orders"));
        server.execute("postgres", "DROP DATABASE " + target);
    }

    @Test
    void a_password_from_the_url_is_never_in_an_argument_a_log_or_the_store() throws IOException {
        try (PostgresServer asking = PostgresServer.withPassword(server.major())) {
            String name = asking.createDatabase();
            asking.execute(name, "CREATE TABLE t AS SELECT 1 AS x");
            Scene.Ran ran = scene.run("backup", "--source", asking.url(name), "--to", scene.store, "--job", "secret")
                    .expect(0);
            assertFalse((ran.out() + ran.err()).contains(PostgresServer.PASSWORD));
            assertFalse((ran.out() + ran.err()).contains("%3Acret"));
            String manifest = Files.readString(scene.part("secret", scene.backups("secret").getFirst(), "data")
                    .resolveSibling("manifest.json"));
            assertFalse(manifest.contains("cret\\\\"), manifest);
            Scene.Ran wrong = scene.run("backup", "--source",
                    asking.url(name).replace("se%3Acret", "wrong"), "--to", scene.store, "--job", "secret").expect(3);
            assertTrue(wrong.err().contains("password"), wrong.err());
            assertFalse(wrong.err().contains("wrong%5C"), wrong.err());
        }
    }
}
