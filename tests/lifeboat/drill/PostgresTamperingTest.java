package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.Connection;
import java.util.Map;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.postgres.LiveFingerprint;
import lifeboat.postgres.Scope;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.Test;

class PostgresTamperingTest {
    private static final PostgresServer SERVER = PostgresServer.installed();

    @Test
    void a_value_is_changed_around_keys_checks_and_triggers() throws Exception {
        assertTampered("changed one value of [public.t]",
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $x$no$x$; END'",
                "CREATE TABLE t (a int PRIMARY KEY CHECK (a = 1), b text CHECK (b ~ '^x'), c timestamptz)",
                "INSERT INTO t VALUES (1, 'x', '2024-01-01Z')",
                "CREATE TRIGGER no BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION no()");
    }

    @Test
    void each_type_has_a_value_that_differs() throws Exception {
        for (String column : new String[] {"text DEFAULT '~~'", "varchar(1) DEFAULT '~'", "char(2) DEFAULT 'ab'",
            "numeric(3,2) DEFAULT 9.99", "float8 DEFAULT 'NaN'", "int2 DEFAULT 32767", "date DEFAULT 'infinity'",
            "time DEFAULT '10:00'", "bytea DEFAULT '\\x00'", "uuid DEFAULT '7b4a3b2c-0000-0000-0000-000000000000'",
            "jsonb DEFAULT '{}'", "int[] DEFAULT '{1}'", "bool DEFAULT true", "interval DEFAULT '1 day'"}) {
            assertTampered("changed one value of [public.t]",
                    "CREATE TABLE t (v " + column + ")", "INSERT INTO t DEFAULT VALUES");
        }
    }

    @Test
    void where_no_value_can_change_a_row_is_deleted() throws Exception {
        assertTampered("deleted one row of [public.t]",
                "CREATE TABLE t (a int PRIMARY KEY CHECK (a = 1))", "INSERT INTO t VALUES (1)");
        assertTampered("deleted one row of [public.t]", "CREATE TABLE t ()", "INSERT INTO t DEFAULT VALUES");
    }

    @Test
    void a_row_is_changed_of_partitions_that_count_as_one_table() throws Exception {
        assertTampered("changed one value of [public.t]", "CREATE TYPE side AS ENUM ('l', 'r')",
                "CREATE TABLE t (s side, v int) PARTITION BY HASH (s)",
                "CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "INSERT INTO t VALUES ('l', 1), ('r', 2)");
    }

    @Test
    void a_large_object_is_changed_where_there_are_no_rows() throws Exception {
        assertTampered("lengthened one of the [(large objects)]", "SELECT lo_from_bytea(0, 'x')");
    }

    private static void assertTampered(String said, String... statements) throws Exception {
        String database = SERVER.createDatabase();
        SERVER.execute(database, statements);
        Fingerprint expected = RichDatabase.backup(SERVER, database, Scope.ALL).manifest().fingerprint();
        try (Connection connection = SERVER.connect(database)) {
            assertEquals(said, new PostgresTampering(connection).change(expected).orElseThrow().done(), statements[0]);
        }
        Comparison comparison = Comparison.of(expected, LiveFingerprint.of(SERVER.address(database), expected,
                Map.of(), 1, RichDatabase.environment()));
        assertFalse(comparison.passed(), statements[0]);
        SERVER.execute("postgres", "DROP DATABASE " + database);
    }
}
