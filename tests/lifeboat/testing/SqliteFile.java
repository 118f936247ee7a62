package lifeboat.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite databases for tests. */
public record SqliteFile(Path path) {

    /** Opens or creates it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:file:" + path.toUri().getRawPath());
    }

    /** Runs statements on a connection of their own. */
    public SqliteFile run(String... statements) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return this;
    }

    /** The first column of the first row as text. */
    public String text(String sql) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }
}
