package lifeboat.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeboat.catalog.Manifest;
import lifeboat.testing.PostgresServer;

/** A shop of two jobs, one in PostgreSQL and one in SQLite, that are one set, and a job for itself. */
final class SetScene {
    final PostgresServer server = PostgresServer.installed();
    final Scene scene;
    final String database;
    final String url;
    final Path uploads;

    SetScene(Path folder) throws IOException {
        this(folder, "");
    }

    /** @param more further lines of each member's job */
    SetScene(Path folder, String more) throws IOException {
        scene = new Scene(folder);
        database = server.createDatabase();
        url = server.url(database);
        server.execute(database, "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, 'order ' || i FROM generate_series(1, 500) i");
        uploads = scene.sqlite("uploads.db", "CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT)",
                "INSERT INTO files VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        scene.sqlite("notes.db", "CREATE TABLE notes (text)", "INSERT INTO notes VALUES ('n')");
        configure("""
                stores: { local: { type: directory, path: backups } }
                jobs:
                  notes: { source: "sqlite:notes.db" }
                  orders: { source: "%s"%s }
                  uploads: { source: { type: sqlite, path: uploads.db }%s }
                sets: { shop: [orders, uploads] }
                """.formatted(url, more, more));
    }

    void configure(String yaml) throws IOException {
        Path file = Files.writeString(scene.folder.resolve("lifeboat.yaml"), yaml);
        scene.with("LIFEBOAT_CONFIG", file.toString());
    }

    Scene.Ran run(String script, Object... args) {
        return scene.run(script, args);
    }

    /** Ids of a job's backups, oldest first. */
    List<String> ids(String job) {
        return scene.backups(job).stream().map(Manifest::id).toList();
    }

    String orders() {
        return server.query(database, "SELECT count(*) FROM orders");
    }

    String files() {
        return scene.query(uploads, "SELECT count(*) FROM files");
    }

    /** Makes backups of a member impossible, or possible again. */
    void hideUploads(boolean hidden) throws IOException {
        Path aside = uploads.resolveSibling("aside.db");
        Files.move(hidden ? uploads : aside, hidden ? aside : uploads);
    }
}
