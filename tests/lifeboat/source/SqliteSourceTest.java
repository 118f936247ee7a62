package lifeboat.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteSourceTest extends SourceContract {
    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void make_a_database() throws Exception {
        Files.createDirectory(folder.resolve("tmp"));
        file = folder.resolve("shop.db");
        run("PRAGMA journal_mode = WAL", "CREATE TABLE orders(id INTEGER PRIMARY KEY, note TEXT)",
                "INSERT INTO orders(note) VALUES ('a'), ('b'), (NULL)", "CREATE TABLE empty(x)");
    }

    @Override
    protected Source source() {
        return source(file);
    }

    @Override
    protected Map<String, Long> rows() throws Exception {
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM orders")) {
            return Map.of("orders", row.getLong(1), "empty", 0L);
        }
    }

    @Override
    protected void insert() throws Exception {
        run("INSERT INTO orders(note) VALUES ('c')");
    }

    @Override
    protected void update() throws Exception {
        run("UPDATE orders SET note = 'z' WHERE id = 2");
    }

    @Override
    protected Source missing() {
        return source(folder.resolve("missing.db"));
    }

    @Override
    protected List<String> leftovers() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            return left.map(Path::toString).sorted().toList();
        }
    }

    private Source source(Path path) {
        Environment env = new Environment(Map.of("TMPDIR", folder.resolve("tmp").toString()));
        return new SqliteSource(path, env, Output.SILENT);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
