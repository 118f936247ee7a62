package lifeboat.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.cli.Main;
import lifeboat.pipeline.AgeKeys;
import lifeboat.store.DirectoryStore;
import lifeboat.testing.Shell;

/** A folder with a key pair and a store, and commands run in it as a person would run them. */
final class Scene {
    final Path folder;
    final Path store;
    final AgeKeys keys = AgeKeys.generate();
    private final Map<String, String> variables = new HashMap<>();

    /** What a command printed and how it ended. */
    record Ran(int code, String out, String err) {
        /** Fails with what was printed unless it ended so. */
        Ran expect(int expected) {
            if (code != expected) {
                throw new AssertionError("ended with " + code + " instead of " + expected + "\n--- out\n" + out
                        + "\n--- err\n" + err);
            }
            return this;
        }
    }

    Scene(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("backups");
        variables.put("HOME", folder.toString());
        variables.put("PATH", Environment.system().get("PATH").orElseThrow());
        variables.put("TMPDIR", Environment.system().get("TMPDIR").orElse("/tmp"));
        variables.put("LIFEBOAT_ENGINE", "none"); // the machine's is none of the tests' business
        variables.put("LIFEBOAT_RECIPIENTS", keys.recipient());
        variables.put("LIFEBOAT_IDENTITY", keys.identity().value());
    }

    Scene with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Scene without(String name) {
        variables.remove(name);
        return this;
    }

    Map<String, String> variables() {
        return variables;
    }

    Ran run(String script, Object... args) {
        return type("", false, script, args);
    }

    /** A person at a terminal types the text. */
    Ran typing(String text, String script, Object... args) {
        return type(text, true, script, args);
    }

    private Ran type(String text, boolean terminal, String script, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> words = new ArrayList<>();
        for (Object arg : args) {
            words.add(arg.toString());
        }
        int code = new Main().execute(script, words, new Environment(variables),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The same as a process of its own, to be killed. */
    Tool.Running start(String script, Object... args) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", // ignored below a shell's "&"
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m", "-cp", System.getProperty("java.class.path"), CommandProcess.class.getName(), script));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return Tool.of(command).env(variables).in(folder).start();
    }

    /** A new SQLite file made by these statements. */
    Path sqlite(String name, String... statements) {
        Path file = folder.resolve(name);
        execute(file, statements);
        return file;
    }

    void execute(Path file, String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String query(Path file, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The backups that are listed, oldest first. */
    List<Manifest> backups(String job) {
        try (DirectoryStore directory = new DirectoryStore(store)) {
            return new Catalog(directory).backups(job).manifests();
        }
    }

    /** The stored file of a backup's part. */
    Path part(String job, Manifest manifest, String role) {
        return manifest.parts().stream().filter(part -> part.role().equals(role))
                .map(part -> store.resolve(Catalog.key(job, part))).findFirst().orElseThrow();
    }

    /** The commands of a backup's {@code RECOVERY.md} as one script, which takes IDENTITY for the file of the key. */
    String recovery(Path part) throws IOException {
        StringBuilder script = new StringBuilder("set -eu\n");
        boolean inside = false;
        for (String line : Files.readAllLines(part.resolveSibling("RECOVERY.md"))) {
            if (line.startsWith("```")) {
                inside = line.equals("```sh");
            } else if (inside) {
                script.append(line).append('\n');
            }
        }
        return script.toString();
    }

    /** A shell beside a part, with IDENTITY. */
    Shell besidePart(Path part) throws IOException {
        Path identity = Files.writeString(folder.resolve("identity.txt"), keys.identity().value() + "\n");
        return Shell.in(part.getParent()).env("IDENTITY", identity.toString());
    }

    /** Every file below the store that is not a lock or journal entry. */
    List<String> files() {
        try (var paths = Files.walk(store)) {
            return paths.filter(Files::isRegularFile).map(path -> store.relativize(path).toString())
                    .filter(name -> !name.contains("/journal/")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
