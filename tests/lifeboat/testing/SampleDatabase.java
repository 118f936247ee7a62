package lifeboat.testing;

/** A database with a bit of everything that every supported version has. */
public final class SampleDatabase {

    private static final String[] STATEMENTS = {
        "CREATE SCHEMA \"Sales, \"\"EU\"\"\"",
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'very, \"happy\"')",
        "CREATE TYPE point3 AS (x int, y int, note text)",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
        "CREATE TYPE span AS RANGE (subtype = float8)",
        "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1'",
        """
        CREATE TABLE types (id serial PRIMARY KEY, b bool, i2 smallint, i8 bigint, n numeric, f4 real, f8 float8, m money,
            t text, c char(5), v varchar(10), by bytea, ts timestamp, tz timestamptz, d date, ti time, tt timetz, iv interval,
            u uuid, j json, jb jsonb, x xml, ia int[], ta text[], r int4range, sp span, ip inet, ci cidr, mac macaddr,
            bits bit(3), vb bit varying, p point, tsv tsvector, mo mood, p3 point3, pos positive, oi oid)
        """,
        """
        INSERT INTO types (b, i2, i8, n, f4, f8, m, t, c, v, by, ts, tz, d, ti, tt, iv, u, j, jb, x, ia, ta, r, sp, ip, ci,
            mac, bits, vb, p, tsv, mo, p3, pos, oi) VALUES
            (true, -1, 9223372036854775807, 123456789.123456789, 1.1, 0.1, 12.34, E'a\\tb\\nc\\\\d\\re', 'ab', 'äöü€𝄞', '\\x00ff0a5c',
            'infinity', '-infinity', '2024-02-29', '23:59:59.999999', '12:00+05', '1 year 2 mons 3 days 04:05:06.7',
            'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"a": 1, "a": 2}', '{"b": [1, null]}', '<a b="c">d</a>',
            '{1,NULL,3}', ARRAY['', NULL, 'NULL', 'a,b', '"', '\\'], '[1,5)', '[1.5,2.5]', '::1', '10.0.0.0/8',
            '08:00:2b:01:02:03', B'101', B'10101', '(1.5,2)', 'a:1 b:2A', 'very, "happy"', '(1,,"x,y")', 7, 4294967295),
            (NULL, NULL, NULL, 'NaN', 'NaN', '-Infinity', NULL, '', '', '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, '{}', '{}', 'empty', NULL, NULL, NULL, NULL, NULL, '', NULL, '', NULL, NULL, NULL, NULL),
            (NULL, NULL, NULL, NULL, NULL, NULL, NULL, '\\N', NULL, '\\.', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        """,
        "CREATE TABLE single (t text)",
        "INSERT INTO single VALUES (''), ('\\.'), ('.'), (NULL), ('\\N'), ('same'), ('same'), (repeat('long ', "
        + "100000))",
        "CREATE TABLE \"Sales, \"\"EU\"\"\".\"Line\nbreak (x), y\" (\"a,b\" int, \"c\"\"d\" text, \"e\nf\" int, \"ÄÖ "
        + ")\" int, \"select\" int)",
        "INSERT INTO \"Sales, \"\"EU\"\"\".\"Line\nbreak (x), y\" SELECT i, i::text, i, NULL, i FROM "
        + "generate_series(1, 3) i",
        "CREATE TABLE part (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY HASH (id)",
        "CREATE TABLE part_2a PARTITION OF part_2 FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE part_2b PARTITION OF part_2 FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        "CREATE TABLE part_rest PARTITION OF part DEFAULT",
        "CREATE TRIGGER touched BEFORE INSERT ON part_1 FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TRIGGER all_touched AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION touch()",
        "INSERT INTO part SELECT i, date '2024-01-01' + i FROM generate_series(0, 999) i",
        "CREATE TABLE \"Sales, \"\"EU\"\"\".part_3 PARTITION OF part FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        "ALTER TABLE \"Sales, \"\"EU\"\"\".part_3 DISABLE TRIGGER all_touched",
        "ALTER TABLE part_2b DISABLE TRIGGER all_touched",
        "CREATE TYPE letter AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p')",
        "CREATE TABLE lettered (l letter, n int) PARTITION BY HASH (l)",
        "CREATE TABLE lettered_0 PARTITION OF lettered FOR VALUES WITH (MODULUS 4, REMAINDER 0)",
        "CREATE TABLE lettered_1 PARTITION OF lettered FOR VALUES WITH (MODULUS 4, REMAINDER 1)",
        "CREATE TABLE lettered_2 PARTITION OF lettered FOR VALUES WITH (MODULUS 4, REMAINDER 2)",
        "CREATE TABLE lettered_3 PARTITION OF lettered FOR VALUES WITH (MODULUS 4, REMAINDER 3)",
        "INSERT INTO lettered SELECT chr(97 + i % 16)::letter, i FROM generate_series(1, 800) i",
        "CREATE TABLE refers (id int, at date, FOREIGN KEY (id, at) REFERENCES part)",
        "INSERT INTO refers VALUES (1, '2024-01-02')",
        "CREATE TABLE base (id int)",
        "CREATE TABLE derived (more text) INHERITS (base)",
        "INSERT INTO base VALUES (1), (2)",
        "INSERT INTO derived VALUES (3, 'three')",
        "CREATE TABLE made (id int GENERATED ALWAYS AS IDENTITY, twice int GENERATED ALWAYS AS (3) STORED, gone int, "
        + "kept text)", "ALTER TABLE made DROP COLUMN gone",
        "INSERT INTO made (kept) VALUES ('a'), ('b')",
        "CREATE TABLE only_made (x int GENERATED ALWAYS AS (1) STORED)",
        "INSERT INTO only_made DEFAULT VALUES",
        "CREATE TABLE no_columns ()",
        "INSERT INTO no_columns SELECT FROM generate_series(1, 5)",
        "CREATE TABLE empty (id int)",
        "CREATE UNLOGGED TABLE unlogged (id int)",
        "INSERT INTO unlogged VALUES (1)",
        "CREATE TABLE secret (id int, who text)",
        "ALTER TABLE secret ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON secret USING (who = current_user)",
        "INSERT INTO secret VALUES (1, 'postgres'), (2, 'other')",
        "ALTER TABLE base ADD CONSTRAINT small CHECK (id < 2) NOT VALID",
        "CREATE INDEX ON types (t)",
        "CREATE UNIQUE INDEX ON types (i8)",
        "CREATE STATISTICS types_stats ON i2, i8 FROM types",
        "CREATE VIEW shown AS SELECT id FROM base",
        "CREATE RULE quiet AS ON DELETE TO empty DO INSTEAD NOTHING",
        "CREATE MATERIALIZED VIEW stored AS SELECT count(*) AS n FROM part",
        "CREATE SEQUENCE \"Counter's\" START -5 INCREMENT -3 MINVALUE -9000000000",
        "SELECT nextval('\"Counter''s\"'), nextval('\"Counter''s\"')",
        "CREATE SEQUENCE unused START 42",
        "SELECT lo_from_bytea(16500, '\\x00010203'), lo_from_bytea(4000000000, convert_to(repeat('y', 100000), "
        + "'UTF8')), lo_create(16501)",
    };

    private SampleDatabase() {}

    /** Fills an empty database. */
    public static void fill(PostgresServer server, String database) {
        server.execute(database, STATEMENTS);
    }
}
