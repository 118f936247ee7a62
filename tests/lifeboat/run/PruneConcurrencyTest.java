package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Manifest;
import lifeboat.config.Config;
import lifeboat.config.ConfigReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pruning beside everything else that a store is used for. */
class PruneConcurrencyTest {
    @TempDir
    Path folder;

    private Scene scene;
    private History history;
    private Path config;

    @BeforeEach
    void make_a_job() throws IOException {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: backups }
                jobs: { shop: { source: "sqlite:shop.db", keep: { last: 2 } } }
                """);
        scene.run("backup", "shop", "--config", config).expect(0);
        history = new History(scene.store, "shop");
    }

    @Test
    void backups_prunings_restores_and_checks_at_the_same_time_leave_whole_backups() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<List<Scene.Ran>>> running = new ArrayList<>();
            running.add(threads.submit(repeat(8, _ -> scene.run("backup", "shop", "--config", config))));
            running.add(threads.submit(repeat(8, _ -> scene.run("backup", "shop", "--config", config))));
            running.add(threads.submit(repeat(12, _ -> scene.run("backup", "prune", "--config", config))));
            running.add(threads.submit(repeat(12, i -> scene.run("restore", "shop", "--config", config, "--to",
                    "sqlite:" + folder.resolve("restored" + i + ".db")))));
            running.add(threads.submit(repeat(8,
                    _ -> scene.run("verify", "check", "shop", "--all", "--config", config))));
            for (Future<List<Scene.Ran>> one : running) {
                for (Scene.Ran ran : one.get()) {
                    assertFalse(ran.code() == 1 || ran.code() == 5, ran.code() + "\n" + ran.err());
                }
            }
            List<Scene.Ran> backups = new ArrayList<>(running.get(0).get());
            backups.addAll(running.get(1).get());
            assertTrue(backups.stream().anyMatch(ran -> ran.code() == 0 || ran.code() == 8), backups.toString());
        }
        scene.run("backup", "prune", "--config", config).expect(0);
        scene.run("verify", "check", "shop", "--all", "--config", config).expect(0);
        assertEquals(2, scene.backups("shop").size());
    }

    private interface Step {
        Scene.Ran run(int number);
    }

    private static Callable<List<Scene.Ran>> repeat(int times, Step step) {
        return () -> {
            List<Scene.Ran> all = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                all.add(step.run(i));
            }
            return all;
        };
    }

    @Test
    void what_is_pruned_while_it_is_read_is_not_called_bad() throws IOException {
        String old = history.at(Instant.now().minus(Duration.ofDays(9)));
        Config read = ConfigReader.read(config, new Environment(scene.variables()));
        Context context = new Context(new Environment(scene.variables()), Output.SILENT, Clock.systemUTC(), read);
        try (OpenStores stores = OpenStores.ofJob(context, read.jobs().get("shop"))) {
            Chosen chosen = Chosen.one(stores, "shop", old);
            Manifest.Part part = chosen.manifest().parts().getFirst();
            Path file = scene.part("shop", chosen.manifest(), part.role());
            Path aside = Files.move(file, folder.resolve("aside"));
            UserError damaged = assertThrows(UserError.class, () -> chosen.open(context, part, false));
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), damaged.kind());
            Files.move(aside, file);
            history.at(Instant.now().minus(Duration.ofDays(1)));
            scene.run("backup", "prune", "--config", config).expect(0);
            UserError pruned = assertThrows(UserError.class, () -> chosen.open(context, part, false));
            assertEquals(Optional.empty(), pruned.kind());
            assertTrue(pruned.getMessage().contains("was pruned meanwhile"), pruned.getMessage());
        }
    }

    @Test
    void what_a_killed_pruning_left_goes_with_the_next() throws IOException {
        String old = history.at(Instant.now().minus(Duration.ofDays(9)));
        Path left = scene.store.resolve("shop").resolve(old);
        Files.delete(left.resolve("manifest.json"));
        assertFalse(scene.backups("shop").stream().anyMatch(manifest -> manifest.id().equals(old)));
        scene.run("backup", "prune", "--config", config).expect(0);
        assertFalse(Files.exists(left));
    }

    @Test
    void a_run_that_takes_long_keeps_its_folder_while_it_holds_the_lock() throws IOException {
        String id = BackupId.at(Instant.now().minus(Duration.ofDays(2))).text();
        Path part = Files.createDirectories(scene.store.resolve("shop").resolve(id)).resolve("shop-" + id + ".db");
        Files.write(part, new byte[10]);
        try (var directory = new lifeboat.store.DirectoryStore(scene.store);
                var _ = lifeboat.catalog.Lock.acquire(directory, "shop", "a long run", Clock.systemUTC())) {
            scene.run("backup", "prune", "--config", config).expect(8);
            assertTrue(Files.exists(part));
        }
        scene.run("backup", "prune", "--config", config).expect(0);
        assertFalse(Files.exists(part));
    }
}
