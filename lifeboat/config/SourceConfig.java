package lifeboat.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lifeboat.base.Secret;

/** What a job backs up. */
public sealed interface SourceConfig {

    /**
     * A PostgreSQL database. Names may hold {@code *} and {@code ?}; a table is {@code schema.name} or a name in any
     * schema.
     *
     * @param url              {@code postgres://user:password@host:port/db?sslmode=…}; what it leaves out comes from
     *                         libpq's variables
     * @param schemas          only these schemas, empty for all
     * @param excludeSchemas   without these
     * @param tables           only these tables, empty for all
     * @param excludeTables    without these
     * @param lockWait         how long to wait for a table's lock
     * @param globals          whether roles are dumped beside the database
     */
    record Postgres(
            Secret url,
            List<String> schemas,
            List<String> excludeSchemas,
            List<String> tables,
            List<String> excludeTables,
            Duration lockWait,
            boolean globals)
            implements SourceConfig {

        /** What the configuration leaves out. */
        public static final Duration LOCK_WAIT = Duration.ofMinutes(1);

        /** Copies the lists. */
        public Postgres {
            schemas = List.copyOf(schemas);
            excludeSchemas = List.copyOf(excludeSchemas);
            tables = List.copyOf(tables);
            excludeTables = List.copyOf(excludeTables);
        }
    }

    /** An SQLite file. */
    record Sqlite(Path path) implements SourceConfig {}

    /** A PostgreSQL database of a server in a container, reached through the container engine. */
    record PostgresInContainer(String container, String database) implements SourceConfig {
        /** The URL that means it. */
        public String url() {
            return "docker://" + container + "/postgres/"
                    + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** An SQLite file in a container; the path is the container's own. */
    record SqliteInContainer(String container, String path) implements SourceConfig {}
}
