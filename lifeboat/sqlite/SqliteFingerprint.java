package lifeboat.sqlite;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.RowDigest;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;

/**
 * The fingerprint of an SQLite file that nobody writes. Rows are counted by SQLite and digested from the file's pages,
 * in the form that {@code RowBytes} describes; both must agree. A virtual table's rows are those of its shadow tables;
 * {@code sqlite_sequence} appears as the sequences.
 */
public final class SqliteFingerprint {

    private SqliteFingerprint() {}

    /**
     * Computes it.
     *
     * @throws UserError if the file is no database or is damaged
     */
    public static Fingerprint of(Path file) {
        return scan(file).fingerprint();
    }

    /**
     * The fingerprint, and the tables whose indexes were found to hold what they should; of the others SQLite must say
     * it. Tables without an index are among the first.
     */
    record Scan(Fingerprint fingerprint, Set<String> sound) {}

    /** Computes it, and compares indexes with their tables. */
    static Scan scan(Path file) {
        return scan(file, new IndexWalks());
    }

    /** The same; other threads may help with the walks. */
    static Scan scan(Path file, IndexWalks walks) {
        return read(file, (connection, pages) -> {
            Set<String> sound = new HashSet<>();
            List<TableFingerprint> tables = tables(connection, pages, _ -> true, sound, walks);
            return new Scan(new Fingerprint(tables, sequences(connection), objects(connection), List.of()), sound);
        });
    }

    /**
     * The same of one table alone; empty if it is not there.
     *
     * @throws UserError if the file is no database or is damaged
     */
    public static Optional<TableFingerprint> of(Path file, String table) {
        return read(file, (connection, pages) ->
                tables(connection, pages, shape -> shape.name().equals(table), new HashSet<>(), new IndexWalks())
                        .stream().findFirst());
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(Connection connection, PageFile pages) throws SQLException, IOException;
    }

    private static <T> T read(Path file, Reading<T> reading) {
        try (Connection connection = SqliteDatabase.immutable(file); PageFile pages = new PageFile(file)) {
            return reading.of(connection, pages);
        } catch (SQLException e) {
            throw SqliteDatabase.error(file.getFileName(), Duration.ZERO, e);
        } catch (IOException e) {
            throw UserError.of("cannot read [" + file.getFileName() + "]: " + e.getMessage(), null).because(e);
        }
    }

    /** How many objects of each kind the schema has. */
    static Map<String, Long> objects(Connection connection) throws SQLException {
        Map<String, Long> objects = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
                "SELECT CASE WHEN type = 'table' AND rootpage = 0 THEN 'virtual table' ELSE type END AS kind, count(*)"
                        + " FROM sqlite_schema GROUP BY kind")) {
            while (rows.next()) {
                objects.put(rows.getString(1), rows.getLong(2));
            }
        }
        return objects;
    }

    private static List<TableFingerprint> tables(Connection connection, PageFile pages, Predicate<TableShape> wanted,
            Set<String> sound, IndexWalks walks) throws SQLException, IOException {
        Charset encoding = encoding(SqliteDatabase.text(connection, "PRAGMA encoding"));
        Map<String, Long> roots = IndexShape.roots(connection);
        Map<TableShape, Optional<List<IndexScan>>> indexes = new LinkedHashMap<>();
        for (TableShape shape : TableShape.all(connection).stream().filter(wanted).toList()) {
            indexes.put(shape, IndexShape.of(connection, shape, roots)
                    .filter(found -> found.isEmpty() || encoding.equals(StandardCharsets.UTF_8))
                    .map(found -> found.stream().map(IndexScan::new).toList()));
        }
        indexes.values().forEach(found -> walks.add(found.orElse(List.of())));
        List<TableFingerprint> tables = new ArrayList<>();
        for (Map.Entry<TableShape, Optional<List<IndexScan>>> entry : indexes.entrySet()) {
            TableShape shape = entry.getKey();
            RowDigest digest = TableScan.digest(pages, shape, encoding, entry.getValue().orElse(List.of()));
            tables.add(new TableFingerprint("", shape.name(), counted(connection, shape, digest), digest.hex(),
                    shape.names(), null));
        }
        walks.work(pages);
        for (Map.Entry<TableShape, Optional<List<IndexScan>>> entry : indexes.entrySet()) {
            if (entry.getValue().isPresent() && areSound(entry.getValue().get())) {
                sound.add(entry.getKey().name());
            }
        }
        return tables;
    }

    private static boolean areSound(List<IndexScan> indexes) throws IOException {
        for (IndexScan index : indexes) {
            if (!index.isSound()) {
                return false;
            }
        }
        return true;
    }

    private static long counted(Connection connection, TableShape shape, RowDigest digest) throws SQLException {
        long rows = count(connection, shape.name()).orElse(digest.rows());
        if (rows != digest.rows()) {
            throw UserError.of("the table [" + shape.name() + "] has [" + rows + "] rows by SQLite's count but ["
                    + digest.rows() + "] in its pages", "see: sqlite3 FILE 'PRAGMA integrity_check'");
        }
        return rows;
    }

    private static OptionalLong count(Connection connection, String table) throws SQLException {
        try {
            return OptionalLong.of(SqliteDatabase.number(connection,
                    "SELECT count(*) FROM main." + SqliteDatabase.quoted(table) + " NOT INDEXED"));
        } catch (SQLException e) {
            if (SqliteChecks.needsTheApplication(e)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private static List<SequencePosition> sequences(Connection connection) throws SQLException {
        List<SequencePosition> sequences = new ArrayList<>();
        if (SqliteDatabase.number(connection,
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'sqlite_sequence'") == 0) {
            return sequences;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, seq FROM sqlite_sequence ORDER BY name, seq")) {
            while (rows.next()) {
                sequences.add(new SequencePosition("", String.valueOf(rows.getString(1)), rows.getLong(2), true));
            }
        }
        return sequences;
    }

    private static Charset encoding(String name) {
        return switch (name) {
            case "UTF-16le" -> StandardCharsets.UTF_16LE;
            case "UTF-16be" -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }
}
