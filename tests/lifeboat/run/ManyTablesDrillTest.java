package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PostgresImage;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of two thousand tables, drilled in a container. */
class ManyTablesDrillTest {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();

    @TempDir
    Path folder;

    @Test
    void two_thousand_tables_are_proven_in_a_container_and_reported_in_a_few_lines() {
        PostgresImage.installed(ENGINE);
        PostgresServer server = PostgresServer.installed();
        String database = server.createDatabase();
        for (int hundred = 0; hundred < 20; hundred++) {
            server.execute(database, "DO $$ BEGIN FOR i IN " + hundred * 100 + ".." + (hundred * 100 + 99) + " LOOP"
                    + " EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, a text DEFAULT ''x'' NOT NULL);"
                    + " INSERT INTO t%s VALUES (1), (2), (%s)', i, i, i + 3); END LOOP; END $$");
        }
        Scene scene = new Scene(folder);
        ENGINE.environment().variables().forEach(scene::with);
        scene.run("backup", "--source", server.url(database), "--to", scene.store, "--job", "many").expect(0);
        Scene.Ran ran = scene.run("verify", "many", "--store", scene.store, "--target", "container").expect(0);
        assertTrue(ran.out().contains("tables   2,000 equal, 6,000 rows expected"), ran.out());
        assertTrue(ran.out().lines().count() < 12, ran.out());
        assertEquals(List.of(), ENGINE.containers());
        server.execute("postgres", "DROP DATABASE " + database);
    }
}
