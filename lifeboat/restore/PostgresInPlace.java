package lifeboat.restore;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lifeboat.base.Environment;
import lifeboat.base.Workspace;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.postgres.ArchiveLoader;
import lifeboat.postgres.DumpArchives;
import lifeboat.postgres.LiveFingerprint;
import lifeboat.postgres.MonetaryLocale;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Relation;
import lifeboat.postgres.RestoredDatabase;
import lifeboat.postgres.RestoredChecks;
import lifeboat.postgres.Scope;
import lifeboat.postgres.Selection;
import lifeboat.postgres.SqlText;

/**
 * A restore into the target itself, in one transaction. Of the target, everything that is in the backup's scope is
 * replaced: tables, views and sequences that the backup does not have are dropped; functions and types that it does not
 * have stay. Nothing outside the scope is touched: where something there depends on what would be replaced, nothing is
 * done at all.
 */
final class PostgresInPlace implements Restorer.Staged {
    private static final Map<Character, String> KINDS = Map.of('v', "VIEW", 'm', "MATERIALIZED VIEW", 'r', "TABLE",
            'p', "TABLE", 'f', "FOREIGN TABLE", 'S', "SEQUENCE");
    private static final List<String> ORDER = List.of("VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "TABLE",
            "SEQUENCE");

    private final PostgresUrl target;
    private final SourceInfo source;
    private final Environment env;
    private final int jobs;

    private PostgresInPlace(PostgresUrl target, SourceInfo source, Environment env, int jobs) {
        this.target = target;
        this.source = source;
        this.env = env;
        this.jobs = jobs;
    }

    /** Restores; if that fails, the target is as it was. */
    static PostgresInPlace make(PostgresUrl target, Manifest manifest, Map<String, Path> parts, Environment env,
            int jobs) {
        SourceInfo source = manifest.source();
        try (Connection connection = PostgresConnection.open(target); Workspace work = Workspace.create(env)) {
            PostgresUrl like = MonetaryLocale.session(target, connection, source.settings());
            ArchiveLoader loader = new ArchiveLoader(like, PostgresConnection.serverVersion(connection) / 10000,
                    source.client(), env);
            DumpArchives archives = DumpArchives.of(parts);
            String before = before(connection, Scope.of(source.settings()), loader.list(archives.main()))
                    + RestoredDatabase.missingSchemas(connection, archives.main());
            loader.replace(archives, before, omitted(connection), work.folder());
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot restore into database [" + target.database() + "]", e);
        }
        return new PostgresInPlace(target, source, env, jobs);
    }

    @Override
    public boolean aside() {
        return false;
    }

    @Override
    public Fingerprint fingerprint(Fingerprint expected) {
        Fingerprint found = LiveFingerprint.of(target, expected, source.settings(), jobs, env);
        // schemas, their grants and default privileges are the target's own: objects are only counted
        return new Fingerprint(found.tables(), found.sequences(), found.objects(), found.unproven());
    }

    @Override
    public List<Comparison.Check> checks(Manifest manifest) {
        try (Connection connection = PostgresConnection.open(target)) {
            return RestoredChecks.inPlace(connection, source);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot check the restored database", e);
        }
    }

    @Override
    public void swap() {
        // in force already
    }

    @Override
    public void close() {
        // nothing is aside
    }

    /** Drops what is in the scope but not in the archive. */
    private static String before(Connection connection, Scope scope, String list) throws SQLException {
        List<String> owned = SqlText.column(connection, "SELECT objid FROM pg_catalog.pg_depend WHERE classid ="
                + " 'pg_catalog.pg_class'::regclass AND refobjsubid > 0 AND deptype IN ('a', 'i')");
        List<Relation> extras = Selection.of(connection, scope).relations().stream()
                .filter(r -> !(r.kind() == 'S' && owned.contains(String.valueOf(r.oid()))))
                .filter(r -> !list.contains(listed(r))).toList();
        List<String> statements = new ArrayList<>(List.of("SET client_encoding = 'UTF8'"));
        for (String kind : ORDER) {
            String names = extras.stream().filter(r -> KINDS.get(r.kind()).equals(kind)).map(Relation::sql)
                    .collect(Collectors.joining(", "));
            if (!names.isEmpty()) {
                statements.add("DROP " + kind + " IF EXISTS " + names);
            }
        }
        if (scope.whole()) {
            statements.add("SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata");
        }
        return String.join(";\n", statements) + ";";
    }

    /** How an archive's list names it, which has no line breaks in names. */
    private static String listed(Relation relation) {
        return " " + KINDS.get(relation.kind()) + " "
                + (relation.schema() + " " + relation.name()).replace('\n', ' ').replace('\r', ' ') + " ";
    }

    /** Schemas and extensions that are there stay: other things may be in them, or need them. */
    private static Pattern omitted(Connection connection) throws SQLException {
        String schemas = alternatives(SqlText.column(connection, "SELECT nspname FROM pg_catalog.pg_namespace"));
        String extensions = alternatives(SqlText.column(connection, "SELECT extname FROM pg_catalog.pg_extension"));
        return Pattern.compile("^\\d+; \\d+ \\d+ (SCHEMA - (" + schemas + ") \\S+$|EXTENSION - (" + extensions
                + ") *$|COMMENT - EXTENSION (" + extensions + ") *$)");
    }

    private static String alternatives(List<String> names) {
        return names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    }
}
