package lifeboat.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import lifeboat.base.UserError;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.ArchiveContents;
import lifeboat.postgres.ArchiveScanner;
import lifeboat.postgres.Scope;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.Test;

/** A database that is dumped by several connections; beside what every source promises. */
class PostgresSharesTest extends PostgresSourceTest {
    private static final PostgresServer SERVER = PostgresServer.installed();

    @Override
    int jobs() {
        return 3;
    }

    @Test
    void several_archives_hold_what_one_would_and_no_table_twice() throws IOException {
        String database = RichDatabase.create(SERVER);
        SERVER.execute(database, odd("a.b"), odd("a|b"), odd("a*b?"), odd("^(a)$"), odd("a[0-9]+"), odd("UPPER Case"),
                odd("with \"\"quotes\"\""), odd("bäck"), odd("back\\slash"), odd("a"), odd("b"));
        PlainBackup one = RichDatabase.backup(SERVER, database, Scope.ALL, 1);
        for (int jobs : new int[] {2, 3, 16}) {
            PlainBackup several = RichDatabase.backup(SERVER, database, Scope.ALL, jobs);
            assertEquals(jobs, several.parts().size());
            assertEquals(Set.copyOf(one.manifest().fingerprint().tables()),
                    Set.copyOf(several.manifest().fingerprint().tables()));
            assertEquals(one.manifest().fingerprint().sequences(), several.manifest().fingerprint().sequences());
            Set<String> seen = new HashSet<>();
            for (Map.Entry<String, Path> part : several.parts().entrySet()) {
                ArchiveContents contents = scan(part.getValue());
                contents.tables().forEach(table -> assertTrue(seen.add(table.title()), table.title()));
                if (!part.getKey().equals("data")) {
                    assertEquals(Set.of("DATABASE", "ENCODING", "STDSTRINGS", "SEARCHPATH", "TABLE DATA"),
                            contents.entries().keySet());
                    assertFalse(contents.tables().isEmpty());
                }
            }
            assertEquals(one.manifest().fingerprint().tables().size(), seen.size());
        }
    }

    @Test
    void there_are_no_more_parts_than_tables_with_rows() throws IOException {
        String database = SERVER.createDatabase();
        SERVER.execute(database, "CREATE TABLE full_one (a int)", "INSERT INTO full_one VALUES (1)",
                "CREATE TABLE full_two (a int)", "INSERT INTO full_two VALUES (1)", "CREATE TABLE empty (a int)");
        assertEquals(List.of("data", "data-1"),
                List.copyOf(RichDatabase.backup(SERVER, database, Scope.ALL, 8).parts().keySet()));
        SERVER.execute(database, "TRUNCATE full_one, full_two");
        PlainBackup none = RichDatabase.backup(SERVER, database, Scope.ALL, 8);
        assertEquals(List.of("data"), List.copyOf(none.parts().keySet()));
        assertEquals(3, none.manifest().fingerprint().tables().size());
    }

    @Test
    void tables_are_divided_by_size() throws IOException {
        String database = SERVER.createDatabase();
        for (int i = 0; i < 8; i++) {
            SERVER.execute(database, "CREATE TABLE t" + i + " AS SELECT repeat('x', 500) FROM generate_series(1, 500)");
        }
        SERVER.execute(database, "CREATE TABLE large AS SELECT repeat('x', 500) FROM generate_series(1, 4000)");
        PlainBackup backup = RichDatabase.backup(SERVER, database, Scope.ALL, 2);
        List<String> tables = scan(backup.parts().get("data")).tables().stream().map(TableFingerprint::name).toList();
        assertEquals(List.of("large"), tables);
    }

    @Test
    void only_tables_of_the_scope_are_in_any_part() {
        String database = RichDatabase.create(SERVER);
        for (Scope scope : List.of(new Scope(List.of("shop"), List.of(), List.of(), List.of()),
                new Scope(List.of(), List.of(), List.of("shop.events", "shop.c*"), List.of()),
                new Scope(List.of(), List.of("shop"), List.of(), List.of("secret")))) {
            PlainBackup one = RichDatabase.backup(SERVER, database, scope, 1);
            PlainBackup several = RichDatabase.backup(SERVER, database, scope, 3);
            assertEquals(Set.copyOf(one.manifest().fingerprint().tables()),
                    Set.copyOf(several.manifest().fingerprint().tables()));
            assertEquals(one.manifest().fingerprint().sequences(), several.manifest().fingerprint().sequences());
            assertTrue(several.parts().size() > 1);
        }
    }

    @Test
    void what_fails_first_ends_the_others_and_is_what_they_fail_by() throws Exception {
        String database = SERVER.createDatabase();
        for (int i = 0; i < 3; i++) {
            SERVER.execute(database, "CREATE TABLE t" + i
                    + " AS SELECT repeat('x', 500) FROM generate_series(1, 20000)");
        }
        try (Dump dump = new PostgresSource(SERVER.address(database), Scope.ALL, Duration.ofSeconds(30), false, false,
                3, RichDatabase.environment()).open()) {
            assertEquals(3, dump.atOnce());
            CountDownLatch writing = new CountDownLatch(2);
            CountDownLatch ended = new CountDownLatch(1);
            List<FutureTask<Throwable>> others = new ArrayList<>();
            for (Dump.Piece piece : dump.parts().subList(0, 2)) {
                FutureTask<Throwable> task = new FutureTask<>(() -> assertThrows(Exception.class,
                        () -> dump.write(piece, doing(() -> {
                            writing.countDown();
                            ended.await();
                        }))));
                others.add(task);
                Thread.ofPlatform().daemon().start(task);
            }
            UserError error = assertThrows(UserError.class, () -> dump.write(dump.parts().getLast(), doing(() -> {
                writing.await();
                ProcessHandle.current().descendants()
                        .filter(p -> String.join(" ", p.info().arguments().orElse(new String[0])).contains("\"t2\""))
                        .filter(p -> String.join(" ", p.info().arguments().orElse(new String[0]))
                        .contains("--data-only"))
                        .forEach(ProcessHandle::destroyForcibly);
            })));
            ended.countDown();
            assertEquals("pg_dump was ended by signal [9, SIGKILL]", error.getMessage());
            for (FutureTask<Throwable> other : others) {
                assertEquals(error, assertInstanceOf(UserError.class, other.get()));
            }
            assertThrows(IllegalStateException.class, dump::finish);
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    /** Does that when something is first written. */
    private static OutputStream doing(Step step) {
        return new OutputStream() {
            private boolean done;

            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (!done) {
                    done = true;
                    try {
                        step.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
    }

    private static String odd(String name) {
        return "CREATE TABLE shop.\"" + name + "\" (\"a.b\" serial, c text); INSERT INTO shop.\"" + name
                + "\" (c) SELECT md5(i::text) FROM generate_series(1, 300) i";
    }

    private static ArchiveContents scan(Path archive) throws IOException {
        return ArchiveScanner.scan(new ByteArrayInputStream(Files.readAllBytes(archive)), new ByteArrayOutputStream());
    }
}
