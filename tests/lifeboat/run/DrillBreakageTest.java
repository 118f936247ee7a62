package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.pipeline.AgeKeys;
import lifeboat.store.DirectoryStore;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that are not what they say, and what {@code verify} prints and ends with. */
class DrillBreakageTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Scene scene;
    private String database;

    @BeforeEach
    void make_a_database() {
        scene = new Scene(folder);
        database = server.createDatabase();
        server.execute("postgres", "DO $$ BEGIN CREATE ROLE drill_reader; EXCEPTION WHEN duplicate_object THEN"
                + " NULL; END $$");
        server.execute(database, "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL)",
                "CREATE TABLE orders (id serial PRIMARY KEY, customer int REFERENCES customers, total numeric(9,2),"
                        + " CONSTRAINT total_check CHECK (total > 0))",
                "CREATE INDEX orders_customer ON orders (customer)", "GRANT SELECT ON orders TO drill_reader",
                "CREATE TABLE log (line text)", "INSERT INTO log VALUES ('a'), ('b')",
                "INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, 100) i",
                "INSERT INTO orders (customer, total) SELECT 1 + i % 100, i FROM generate_series(1, 2000) i");
    }

    @Test
    void a_backup_that_lacks_something_ends_with_5_and_a_line_that_names_it() throws IOException {
        Manifest good = backUp(database, "good");
        verify("good", 0, "PASSED");
        for (List<String> breakage : List.of(
                List.of("DELETE FROM orders WHERE id = 7", "failed: table [public.orders] has [1999] rows,",
                        "has [1999] rows, should have [2000]"),
                List.of("UPDATE orders SET total = 9 WHERE id = 7",
                        "has the right [2000] rows, but their content differs"),
                List.of("INSERT INTO log SELECT min(line) FROM log", "has [3] rows, should have [2]"),
                List.of("DROP INDEX orders_customer", "✗ index public.orders_customer: is missing"),
                List.of("ALTER TABLE orders DROP CONSTRAINT total_check, ADD CONSTRAINT total_check CHECK"
                        + " (total > 0) NOT VALID",
                        "✗ check constraint public.orders.total_check: is [not validated], in the source it is not"),
                List.of("SELECT setval('orders_id_seq', 1)", "failed: the first of 2 differences: sequence",
                        "✗ sequence public.orders_id_seq: stands at [1], below the largest value [2000] of"
                                + " [public.orders.id]"),
                List.of("REVOKE SELECT ON orders FROM drill_reader",
                        "✗ grant on table public.orders: [SELECT to drill_reader] is missing"))) {
            String broken = database + "_broken";
            server.execute("postgres", "CREATE DATABASE " + broken + " TEMPLATE " + database);
            server.execute(broken, breakage.getFirst());
            graft(backUp(broken, "shop"), good);
            Scene.Ran ran = verify("shop", 5, "error: drill of [shop] [" + scene.backups("shop").getLast().id()
                    + "] failed: ");
            breakage.stream().skip(1).forEach(line -> has(ran, line));
            server.execute("postgres", "DROP DATABASE " + broken);
        }
    }

    @Test
    void a_truncated_archive_and_a_wrong_key_have_verdicts_of_their_own() throws IOException {
        Manifest manifest = backUp(database, "shop");
        String identity = scene.variables().get("LIFEBOAT_IDENTITY");
        scene.with("LIFEBOAT_IDENTITY", AgeKeys.generate().identity().value());
        verify("shop", 6, "error: drill of [shop] [" + manifest.id() + "] could not run: no identity given opens this"
                + " backup; tried those of [age1");
        scene.with("LIFEBOAT_IDENTITY", identity);
        try (FileChannel part = FileChannel.open(scene.part("shop", manifest, "data"), StandardOpenOption.WRITE)) {
            part.truncate(part.size() - 100);
        }
        verify("shop", 5, "error: drill of [shop] [" + manifest.id() + "] failed: the part is damaged: it has [");
    }

    @Test
    void the_jobs_own_checks_decide_too() throws IOException {
        Path config = folder.resolve("lifeboat.yaml");
        write(config, "check: [\"SELECT count(*) = 2000 FROM orders\"], health: { command: \"psql -Atc 'TABLE"
                + " log'\" }");
        scene.run("backup", "--config", config).expect(0);
        scene.run("verify", "--config", config, "--amcheck").expect(0);
        write(config, "check: [\"SELECT 1\", \"SELECT count(*) > 2000 FROM orders\"]");
        has(scene.run("verify", "--config", config).expect(5),
                "✗ check [SELECT count(*) > 2000 FROM orders]: returned [false]");
        write(config, "health: { command: \"echo no new orders; exit 1\" }");
        has(scene.run("verify", "--config", config).expect(5), "✗ health command: ended with [1]: no new orders");
        write(config, "health: { command: no-such-program-here }");
        has(scene.run("verify", "--config", config).expect(6), "the health command could not be run");
    }

    @Test
    void three_hundred_tables_make_a_short_report() {
        server.execute(database, "DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE t%s (id serial"
                + " PRIMARY KEY,"
                + " a text UNIQUE, b int REFERENCES customers); INSERT INTO t%s (a) VALUES (1), (2)', i, i);"
                        + " END LOOP; END $$");
        backUp(database, "many");
        Scene.Ran ran = verify("many", 0, "303 equal");
        assertTrue(ran.out().lines().count() < 10, ran.out());
    }

    private Manifest backUp(String from, String job) {
        scene.run("backup", "--source", server.url(from), "--to", scene.store, "--job", job).expect(0);
        return scene.backups(job).getLast();
    }

    private Scene.Ran verify(String job, int code, String line) {
        Scene.Ran ran = scene.run("verify", job, "--store", scene.store, "--target", "server=" + server.url("postgres"))
                .expect(code);
        has(ran, line);
        return ran;
    }

    private static void has(Scene.Ran ran, String text) {
        assertTrue((ran.out() + ran.err()).replaceAll("\\s+", " ").contains(text), ran.out() + ran.err());
    }

    private void write(Path config, String drill) throws IOException {
        Files.writeString(config, "stores: { local: " + scene.store + " }\njobs: { shop: { source: '" + server
                .url(database)
                + "', drill: { target: 'server=" + server.url("postgres") + "', " + drill + " } } }\n");
    }

    /** Makes a backup say of itself what another one says. */
    private void graft(Manifest backup, Manifest from) throws IOException {
        Files.delete(scene.store.resolve(backup.job()).resolve(backup.id()).resolve("manifest.json"));
        try (DirectoryStore store = new DirectoryStore(scene.store)) {
            new Catalog(store).commit(new Manifest(backup.format(), backup.id(), backup.kind(), backup.job(),
                    backup.tool(),
                    backup.started(), backup.finished(), from.source(), backup.parts(), from.fingerprint(),
                    backup.recipients(), backup.dumpMillis(), backup.suspect(), backup.set()));
        }
        assertEquals(from.fingerprint(), scene.backups(backup.job()).getLast().fingerprint());
    }
}
