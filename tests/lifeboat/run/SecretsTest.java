package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.testing.PostgresBinaries;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that are given by URL, variable and configuration, through every command, when it works and when it does
 * not.
 */
class SecretsTest {
    private static final List<String> CANARIES = List.of("se:cret", "se%3Acret", "canary-of-config", "canary-of-s3",
            "canary-of-drill", "canary%2Bof+url", "canary+of+url", "canary-of-libpq");

    private static final int ANY = -1;

    @TempDir
    Path folder;

    private Scene scene;
    private Path config;
    private final List<String> said = new ArrayList<>();

    private void configure(PostgresServer server, String database) throws IOException {
        scene = new Scene(folder.resolve("work"));
        Files.createDirectories(scene.folder);
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  local: ./copies
                  second: ./second
                  s3:
                    type: s3
                    bucket: acme
                    endpoint: "http://127.0.0.1:1"
                    access_key: AKIAEXAMPLE
                    secret_key: canary-of-s3
                    retry_for: 1ms
                jobs:
                  good: { source: "${GOOD_URL}", stores: [local, second], drill: { target: "server=${DRILL_URL}" } }
                  literal: { source: "postgres://postgres:canary-of-config@127.0.0.1:%d/%s", stores: [local] }
                  closed: { source: "postgres://u:canary%%2Bof+url@127.0.0.1:1/x?sslmode=disable", stores: [local] }
                  libpq: { source: "postgres://postgres@127.0.0.1:%d/%s", stores: [local] }
                  away: { source: "${GOOD_URL}", stores: [s3], drill: { target: "server=postgres://u:canary-of-drill@127.0.0.1:1/x" } }
                """.formatted(server.port(), database, server.port(), database));
        scene.with("GOOD_URL", server.url(database)).with("DRILL_URL", server.url("postgres"))
                .with("PGPASSWORD", "canary-of-libpq").with("GITHUB_ACTIONS", "true")
                .with("GITHUB_OUTPUT", scene.folder.resolve("output").toString())
                .with("GITHUB_STEP_SUMMARY", scene.folder.resolve("summary.md").toString());
    }

    /** @param expected the exit code, or ANY that is no internal error */
    private void run(int expected, String script, Object... args) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.add("--config");
        all.add(config);
        Scene.Ran ran = scene.run(script, all.toArray());
        ran.expect(expected == ANY && ran.code() != 1 ? ran.code() : expected);
        said.add(ran.out());
        said.add(ran.err().lines().filter(line -> !line.startsWith("::add-mask::")).collect(Collectors.joining("\n")));
    }

    @Test
    void no_secret_is_in_anything_that_is_printed_or_written() throws IOException {
        try (PostgresServer server = PostgresServer.withPassword(PostgresBinaries.installed().getLast())) {
            String database = server.createDatabase();
            server.execute(database, "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2), (3)");
            configure(server, database);
            everyCommand(server, database);
        }
        said.forEach(text -> assertEquals(List.of(), secretsIn(text), text));
        for (Path file : written()) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertEquals(List.of(), secretsIn(text), () -> file + "\n" + text);
        }
        assertTrue(Files.readString(scene.folder.resolve("summary.md")).contains("### Restore drill"));
    }

    private void everyCommand(PostgresServer server, String database) {
        Path report = scene.folder.resolve("report.json");
        run(3, "backup", "--output", report);
        run(3, "backup", "--json", "--debug");
        run(2, "backup", "--source", server.url(database));
        run(3, "backup", "--source", "postgres://u:canary-of-drill@127.0.0.1:1/x", "--to", "local");
        run(8, "backup", "list", "--json");
        run(0, "backup", "list", "--store", "local");
        run(ANY, "backup", "status");
        run(ANY, "backup", "prune");
        run(ANY, "backup", "estimate");
        run(ANY, "backup", "sync");
        run(0, "backup", "plan");
        run(0, "backup", "plan", "--matrix");
        run(0, "verify", "good", "--junit", scene.folder.resolve("drill.xml"), "--html",
                scene.folder.resolve("drill.html"));
        run(6, "verify", "good", "--target", "server=postgres://u:canary-of-drill@127.0.0.1:1/x", "--debug");
        run(0, "verify", "check", "good", "--json");
        run(ANY, "verify", "doctor");
        run(ANY, "verify", "plan", "--output", scene.folder.resolve("plan.md"));
        run(0, "restore", "good", "latest", "--to", "source", "--yes");
        run(4, "restore", "good", "latest", "--to", "postgres://u:canary%2Bof+url@127.0.0.1:1/x", "--yes", "--debug");
        run(0, "restore", "rollback", "good", "--yes");
        run(0, "restore", "fetch", "good", "--dir", folder.resolve("fetched"));
    }

    private List<String> secretsIn(String text) {
        return Stream.concat(CANARIES.stream(), Stream.of(scene.keys.identity().value())).filter(text::contains)
                .toList();
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> all = Files.walk(scene.folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
