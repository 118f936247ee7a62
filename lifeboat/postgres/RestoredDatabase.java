package lifeboat.postgres;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lifeboat.base.Environment;
import lifeboat.base.Json;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.fingerprint.SourceInfo;

/** Fills a new, empty database from a backup. */
public final class RestoredDatabase {
    private static final String OCCUPIED = "SELECT DISTINCT n.nspname FROM pg_catalog.pg_namespace n"
            + " JOIN pg_catalog.pg_extension e ON e.extnamespace = n.oid WHERE n.nspname NOT LIKE 'pg\\_%'";

    private RestoredDatabase() {}

    /**
     * Loads all of the archives. A dump of only some schemas or tables does not bring the extensions that it uses: they
     * are created first, as far as the server has them.
     *
     * @param jobs connections to load with
     * @throws lifeboat.base.UserError with the first error if anything failed; part of it may be there then
     */
    public static void fill(PostgresUrl url, SourceInfo source, DumpArchives archives, Environment env, int jobs) {
        try (Connection connection = PostgresConnection.open(url); Workspace work = Workspace.create(env)) {
            PostgresUrl there = MonetaryLocale.in(url, connection, source.settings());
            boolean money = MonetaryLocale.set(connection, source.settings());
            ArchiveLoader loader = new ArchiveLoader(impatient(connection, money ? there : url),
                    PostgresConnection.serverVersion(connection) / 10000, source.client(), env);
            List<String> kept = new ArrayList<>();
            if (!Scope.of(source.settings()).whole()) {
                createExtensions(connection, source);
                String schemas = missingSchemas(connection, archives.main());
                if (!schemas.isEmpty()) {
                    SqlText.run(connection, schemas);
                }
                kept.addAll(SqlText.column(connection, OCCUPIED));
            }
            if (!kept.contains("public") && loader.createsPublic(archives.main(), work.folder())) {
                SqlText.run(connection, "DROP SCHEMA IF EXISTS public");
            }
            try {
                loader.load(archives, jobs, schemas(kept), work.folder());
            } catch (UserError e) {
                throw money ? e : MonetaryLocale.blamed(e, source.settings()).orElse(e);
            }
            if (!money && MonetaryLocale.used(connection)) {
                throw MonetaryLocale.missing(source.settings());
            }
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot prepare database [" + url.database() + "]", e);
        }
    }

    /**
     * Autovacuum may be in a new table already; the server makes it step aside when a lock was waited for that long.
     */
    private static PostgresUrl impatient(Connection connection, PostgresUrl url) throws SQLException {
        return SqlText.value(connection, "SHOW is_superuser").equals("on") ? url.withOption("options",
                (url.options().getOrDefault("options", "") + " -c deadlock_timeout=100ms").strip()) : url;
    }

    /** Statements that create the schemas that a dump of tables needs but does not bring, where they are not there. */
    public static String missingSchemas(Connection connection, Path archive) throws SQLException {
        List<String> there = SqlText.column(connection, "SELECT nspname FROM pg_catalog.pg_namespace");
        return ArchiveScanner.contents(archive).foreignSchemas().stream().filter(schema -> !there.contains(schema))
                .map(schema -> "CREATE SCHEMA " + SqlText.name(schema) + ";").collect(Collectors.joining("\n"));
    }

    /** Matches the lines of an archive's list that create these schemas. */
    static Pattern schemas(List<String> names) {
        return Pattern.compile("^\\d+; \\d+ \\d+ SCHEMA - ("
                + names.stream().map(Pattern::quote).collect(Collectors.joining("|")) + ") \\S+$");
    }

    private static void createExtensions(Connection connection, SourceInfo source) throws SQLException {
        List<String> available = SqlText.column(connection, "SELECT name FROM pg_catalog.pg_available_extensions");
        JsonObject places = Json.read(source.settings().getOrDefault("extension_schemas", "{}"), JsonObject.class);
        for (SourceInfo.Extension extension : source.extensions()) {
            if (available.contains(extension.name())) {
                String schema = places.has(extension.name()) ? places.get(extension.name()).getAsString() : "public";
                if (!schema.startsWith("pg_")) {
                    SqlText.run(connection, "CREATE SCHEMA IF NOT EXISTS " + SqlText.name(schema));
                }
                SqlText.run(connection, "CREATE EXTENSION IF NOT EXISTS " + SqlText.name(extension.name()) + " SCHEMA "
                        + SqlText.name(schema) + " CASCADE");
            }
        }
    }
}
