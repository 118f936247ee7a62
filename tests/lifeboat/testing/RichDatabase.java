package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.postgres.Scope;
import lifeboat.source.PostgresSource;

/** A database with a little of everything that makes restores fail. */
public final class RichDatabase {
    /** Roles that its objects need beside the superuser. */
    public static final String OWNER = "rich owner";

    /** A role that is granted something. */
    public static final String READER = "rich_reader";

    private static PlainBackup shared;

    private static final String[] SQL = {
        "CREATE EXTENSION IF NOT EXISTS hstore", "CREATE SCHEMA shop", "CREATE SCHEMA \"Odd \"\"Name\"",
        "CREATE EXTENSION IF NOT EXISTS citext SCHEMA shop",
        "CREATE TYPE shop.mood AS ENUM ('sad', 'happy')",
        "CREATE TABLE shop.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email shop.citext UNIQUE,"
            + " name text NOT NULL CHECK (name <> ''), mood shop.mood, tags text[], extra jsonb, attributes hstore,"
            + " loud text GENERATED ALWAYS AS (upper(name)) STORED, gone int)",
        "ALTER TABLE shop.customers DROP COLUMN gone",
        "INSERT INTO shop.customers (email, name, mood, tags, extra, attributes) SELECT 'u' || i || '@x.org',"
            + " 'Name \\ ' || i || E'\\t\\n€ü', CASE WHEN i % 3 = 0 THEN 'sad' WHEN i % 3 = 1 THEN 'happy' "
            + "END::shop.mood,"
            + " ARRAY['a', NULL, ''], jsonb_build_object('n', i), hstore('k', i::text) FROM generate_series(1, 3000) i",
        "CREATE TABLE shop.orders (id int PRIMARY KEY, customer bigint NOT NULL REFERENCES shop.customers, at "
                + "timestamptz,"
            + " price numeric(12, 3), ratio float8, small float4, payload bytea, span interval, day date)",
        "INSERT INTO shop.orders SELECT i, 1 + i % 3000, timestamptz '2024-03-31 00:30:00+01' + i * interval '1 hour',"
            + " i / 7.0, CASE i WHEN 1 THEN 'NaN' WHEN 2 THEN 'Infinity' ELSE i / 3.0 END, i / 3.0,"
            + " decode(md5(i::text), 'hex'), i * interval '1 day 2:03:04.5', CASE WHEN i = 3 THEN 'infinity' ELSE "
            + "date '0044-03-15 BC' + i END"
            + " FROM generate_series(1, 5000) i",
        "CREATE TABLE shop.events (at date NOT NULL, what text) PARTITION BY RANGE (at)",
        "CREATE TABLE shop.events_2024 PARTITION OF shop.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE TABLE shop.events_rest PARTITION OF shop.events DEFAULT",
        "INSERT INTO shop.events SELECT date '2023-12-01' + i, 'e' || i FROM generate_series(1, 600) i",
        "CREATE TABLE shop.parent (a int)", "CREATE TABLE shop.child (b int) INHERITS (shop.parent)",
        "INSERT INTO shop.parent VALUES (1), (1)", "INSERT INTO shop.child VALUES (2, 3)",
        "CREATE TABLE \"Odd \"\"Name\".\"Tab le\" (\"Co l\" text, \"UPPER\" int)",
        "INSERT INTO \"Odd \"\"Name\".\"Tab le\" VALUES (NULL, 1), ('', 2), ('\\N', 3), ('\\.', 4)",
        "CREATE TABLE public.nothing ()", "INSERT INTO public.nothing DEFAULT VALUES",
        "CREATE TABLE public.empty (a int)",
        "CREATE TABLE public.secret (owner text, v int)", "INSERT INTO public.secret VALUES ('x', 1), ('y', 2)",
        "ALTER TABLE public.secret ENABLE ROW LEVEL SECURITY", "ALTER TABLE public.secret FORCE ROW LEVEL SECURITY",
        "CREATE POLICY own ON public.secret USING (owner = current_user)",
        "CREATE SEQUENCE public.counter START 5", "SELECT nextval('public.counter')",
                "SELECT nextval('public.counter')",
        "CREATE SEQUENCE public.fresh START 7",
        "CREATE FUNCTION shop.forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        "CREATE TRIGGER forbid BEFORE UPDATE OR DELETE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.forbid()",
        "CREATE VIEW shop.happy AS SELECT name FROM shop.customers WHERE mood = 'happy'",
        "CREATE MATERIALIZED VIEW shop.totals AS SELECT customer, sum(price) FROM shop.orders GROUP BY 1",
        "CREATE UNLOGGED TABLE public.cache (v int)", "INSERT INTO public.cache VALUES (1)",
        "SELECT lo_from_bytea(0, 'small')", "SELECT lo_from_bytea(0, decode(repeat('00ff', 1200000), 'hex'))",
        "SELECT lo_create(0)",
        "ALTER TABLE shop.parent ADD CONSTRAINT below CHECK (a < 2) NOT VALID",
        "ALTER TABLE shop.orders ADD CONSTRAINT unproven CHECK (price > 100) NOT VALID",
        "ALTER TABLE shop.customers OWNER TO \"" + OWNER + "\"", "GRANT SELECT ON shop.orders TO " + READER,
    };

    private RichDatabase() {}

    /** Makes one on the server; the roles are made where they are missing. */
    public static String create(PostgresServer server) {
        String name = server.createDatabase();
        createRoles(server);
        server.execute(name, SQL);
        return name;
    }

    /** Makes its roles on a server that is to get it. */
    public static void createRoles(PostgresServer server) {
        for (String role : new String[] {OWNER, READER}) {
            if (server.query("postgres", "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'") == null) {
                server.execute("postgres", "CREATE ROLE \"" + role + "\"");
            }
        }
    }

    /** A backup of a database of the server. */
    public static PlainBackup backup(PostgresServer server, String database, Scope scope) {
        return backup(server, database, scope, 1);
    }

    /** The same by several connections. */
    public static PlainBackup backup(PostgresServer server, String database, Scope scope, int jobs) {
        try {
            Path folder = Files.createTempDirectory("lifeboat-test-");
            folder.toFile().deleteOnExit();
            PlainBackup backup = PlainBackup.of(new PostgresSource(server.address(database), scope,
                    Duration.ofSeconds(30), false, false, jobs, environment()), folder);
            backup.parts().values().forEach(p -> p.toFile().deleteOnExit());
            return backup;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A backup of such a database of the installed server, made once. */
    public static synchronized PlainBackup shared() {
        if (shared == null) {
            PostgresServer server = PostgresServer.installed();
            shared = backup(server, create(server), Scope.ALL);
        }
        return shared;
    }

    /** This process's PATH and nothing else. */
    public static Environment environment() {
        return new Environment(Map.of("PATH", Environment.system().get("PATH").orElse("")));
    }
}
