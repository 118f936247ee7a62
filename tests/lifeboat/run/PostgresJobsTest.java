package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import lifeboat.catalog.Manifest;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import lifeboat.testing.S3ProxyServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A PostgreSQL database that is dumped by several connections, from its backup to its rescue, by the commands alone.
 */
class PostgresJobsTest {
    private static final PostgresServer SERVER = PostgresServer.installed();

    @TempDir
    Path folder;

    private Scene scene;
    private String database;
    private String url;

    @BeforeEach
    void make_a_database() {
        scene = new Scene(folder);
        database = RichDatabase.create(SERVER);
        url = SERVER.url(database);
        SERVER.execute(database, "CREATE TABLE shop.\"a|B.c\\d*\" (id serial, \"x y\" text)",
                "INSERT INTO shop.\"a|B.c\\d*\" (\"x y\") SELECT md5(i::text) FROM generate_series(1, 5000) i");
    }

    private Manifest backUp(int jobs) {
        scene.run("backup", "--source", url, "--to", scene.store, "--job", "shop", "--jobs", jobs).expect(0);
        return scene.backups("shop").getLast();
    }

    @Test
    void a_backup_by_two_connections_is_checked_drilled_and_restored() {
        Manifest manifest = backUp(2);
        assertEquals(List.of("data", "data-1", "globals"), manifest.parts().stream().map(Manifest.Part::role).toList());
        assertTrue(scene.run("verify", "check", "shop", "--store", scene.store).expect(0).out().contains("3 parts"));
        assertTrue(scene.run("verify", "shop", "--store", scene.store).expect(0).out().contains("PASSED"));
        String before = SERVER.query(database, "SELECT count(*) FROM shop.totals");
        SERVER.execute(database, "DROP TABLE shop.\"a|B.c\\d*\"", "DROP MATERIALIZED VIEW shop.totals");
        scene.run("restore", "shop", "--store", scene.store, "--to", url, "--yes").expect(0);
        assertEquals("5000", SERVER.query(database, "SELECT count(*) FROM shop.\"a|B.c\\d*\""));
        assertEquals("5001", SERVER.query(database, "SELECT nextval('shop.\"a|B.c\\d*_id_seq\"')"));
        assertEquals(before, SERVER.query(database, "SELECT count(*) FROM shop.totals"));
    }

    @Test
    void the_configuration_says_by_how_many_connections() throws IOException {
        Files.writeString(folder.resolve("lifeboat.yaml"), "stores: { local: ./backups }\n"
                + "jobs:\n  shop:\n    source: { type: postgres, url: \"" + url
                + "\", schemas: [shop] }\n    jobs: 3\n");
        String config = folder.resolve("lifeboat.yaml").toString();
        scene.run("backup", "--config", config).expect(0);
        assertEquals(List.of("data", "data-1", "data-2", "globals"),
                scene.backups("shop").getLast().parts().stream().map(Manifest.Part::role).toList());
        SERVER.execute(database, "DELETE FROM shop.customers WHERE id > 2500 AND id < 2600 AND NOT EXISTS"
                + " (SELECT FROM shop.orders WHERE customer = shop.customers.id)", "TRUNCATE shop.events",
                "CREATE TABLE shop.later (x int)");
        scene.run("restore", "shop", "--config", config, "--to", url, "--yes").expect(0);
        assertEquals("600", SERVER.query(database, "SELECT count(*) FROM shop.events"));
        scene.run("backup", "--config", config, "--jobs", "1").expect(0);
        assertEquals(2, scene.backups("shop").getLast().parts().size());
    }

    @Test
    void numbers_that_make_no_sense_are_refused() throws IOException {
        assertTrue(scene.run("backup", "--source", url, "--to", scene.store, "--jobs", 17).expect(2).err()
                .contains("--jobs [17] is not from 1 to 16"));
        Path config = folder.resolve("lifeboat.yaml");
        Files.writeString(config, "stores: { local: ./backups }\njobs:\n  shop: { source: \"" + url
                + "\", jobs: 0 }\n");
        assertTrue(scene.run("backup", "--config", config).expect(2).err().contains("must be a number from 1 to 16"));
        Files.writeString(config,
                "stores: { local: ./backups }\njobs:\n  app: { source: \"sqlite:app.db\", jobs: 2 }\n");
        assertTrue(scene.run("backup", "--config", config).expect(2).err().contains("is for PostgreSQL sources"));
    }

    @Test
    void the_recovery_document_alone_brings_the_data_back_and_notices_what_is_missing() throws IOException {
        Manifest manifest = backUp(3);
        Path part = scene.part("shop", manifest, "data");
        String script = scene.recovery(part);
        String target = database + "_by_hand";
        Shell shell = scene.besidePart(part).env("TARGET_DB", target)
                .env("PGHOST", "127.0.0.1").env("PGPORT", String.valueOf(SERVER.port())).env("PGUSER", "postgres");
        shell.must(script);
        for (String table : List.of("shop.\"a|B.c\\d*\"", "shop.orders", "shop.events", "shop.totals",
                "public.secret")) {
            String count = "SELECT count(*) FROM " + table;
            assertEquals(SERVER.query(database, count), SERVER.query(target, count));
        }
        assertEquals("5001", SERVER.query(target, "SELECT nextval('shop.\"a|B.c\\d*_id_seq\"')"));
        SERVER.execute("postgres", "DROP DATABASE " + target);
        int load = script.indexOf("load() {");
        String broken = script.substring(0, load) + ": > shop-" + manifest.id() + ".data-2.dump\n"
                + script.substring(load);
        assertEquals(1, shell.run(broken).code());
        assertEquals("0", SERVER.query(target, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"));
        SERVER.execute("postgres", "DROP DATABASE " + target);
    }

    @Test
    void a_pg_dump_that_is_killed_ends_the_backup_and_nothing_is_kept() {
        SERVER.execute(database,
                "CREATE TABLE large AS SELECT repeat(md5(i::text), 20) FROM generate_series(1, 100000) i",
                "CREATE TABLE large2 AS SELECT * FROM large");
        AtomicBoolean killed = new AtomicBoolean();
        Thread.ofPlatform().daemon().start(() -> {
            while (!killed.get()) {
                ProcessHandle.current().descendants().filter(p -> List.of(p.info().arguments().orElse(new String[0]))
                        .contains("--data-only")).findFirst().ifPresent(p -> killed.set(p.destroyForcibly()));
            }
        });
        Scene.Ran ran = scene.run("backup", "--source", url, "--to", scene.store, "--job", "shop", "--jobs", 3);
        killed.set(true);
        ran.expect(3);
        assertTrue(ran.err().contains("pg_dump was ended by signal [9, SIGKILL]"), ran.err());
        assertEquals(List.of(), scene.files());
    }

    @Test
    void a_changed_part_is_noticed_by_the_check_and_the_restore() throws IOException {
        Path part = scene.part("shop", backUp(3), "data-2");
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), file.size() / 2);
        }
        assertTrue(scene.run("verify", "check", "shop", "--store", scene.store).expect(5).out().contains("data-2"));
        scene.run("verify", "shop", "--store", scene.store).expect(5);
        scene.run("restore", "shop", "--store", scene.store, "--to", SERVER.url(database + "_new")).expect(5);
        scene.run("restore", "fetch", "shop", "--store", scene.store, "--dir", folder.resolve("fetched")).expect(5);
    }

    @Test
    void a_bucket_takes_the_parts_at_the_same_time_and_a_folder_the_copy() {
        S3ProxyServer.variables().forEach(scene::with);
        String bucket = "s3://" + S3ProxyServer.BUCKET + "/jobs-" + UUID.randomUUID() + "?endpoint="
                + S3ProxyServer.shared().endpoint() + "&region=us-east-1&path_style=true";
        scene.run("backup", "--source", url, "--to", bucket, "--to", scene.store, "--job", "shop", "--jobs", 3)
                .expect(0);
        assertEquals(4, scene.backups("shop").getLast().parts().size());
        assertTrue(scene.run("verify", "check", "shop", "--store", bucket).expect(0).out().contains("4 parts"));
        assertTrue(scene.run("verify", "shop", "--store", bucket).expect(0).out().contains("PASSED"));
        Path fetched = folder.resolve("fetched");
        scene.run("restore", "fetch", "shop", "--store", bucket, "--dir", fetched).expect(0);
        assertEquals(4, fetched.toFile().list().length);
    }
}
