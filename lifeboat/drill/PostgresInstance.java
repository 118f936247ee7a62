package lifeboat.drill;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.DumpArchives;
import lifeboat.postgres.IndexCheck;
import lifeboat.postgres.LiveFingerprint;
import lifeboat.postgres.LoadFailure;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.RestoredChecks;
import lifeboat.postgres.RestoredDatabase;

/** An empty database that is ours to fill and to throw away. */
final class PostgresInstance implements Target.Instance {
    private final Place place;
    private final SourceInfo source;
    private final Environment env;
    private final int jobs;
    private final Cleanup.Handle removal;

    /**
     * Where it is.
     *
     * @param description what it is, for people
     * @param madeRoles   roles that were made for it
     */
    record Place(PostgresUrl url, String description, List<String> madeRoles) {}

    /** {@code removal} removes all that was made for it. */
    PostgresInstance(Place place, SourceInfo source, Environment env, int jobs, Cleanup.Handle removal) {
        this.place = place;
        this.source = source;
        this.env = env;
        this.jobs = jobs;
        this.removal = removal;
    }

    @Override
    public String describe() {
        return place.description();
    }

    @Override
    public void restore(Manifest manifest, Map<String, Path> parts) {
        try {
            RestoredDatabase.fill(place.url(), source, DumpArchives.of(parts), env, jobs);
        } catch (UserError e) {
            throw e.orKind(LoadFailure.blameless(e) ? UserError.Kind.DRILL_UNABLE : UserError.Kind.BAD_BACKUP);
        }
    }

    @Override
    public Fingerprint fingerprint(Fingerprint expected) {
        return unable(() -> LiveFingerprint.of(place.url(), expected, source.settings(), jobs, env));
    }

    @Override
    public Optional<TableFingerprint> fingerprint(TableFingerprint expected) {
        return unable(() -> LiveFingerprint.of(place.url(), expected, source.settings(), env));
    }

    @Override
    public List<Comparison.Check> checks(Manifest manifest) {
        return unable(() -> {
            try (Connection connection = PostgresConnection.open(place.url())) {
                return RestoredChecks.of(connection, source, manifest.fingerprint(), place.madeRoles());
            } catch (SQLException e) {
                throw PostgresConnection.failed("cannot check the restored database", e);
            }
        });
    }

    @Override
    public List<Comparison.Check> checks(Demands demands) {
        return unable(() -> {
            List<Comparison.Check> checks = new ArrayList<>();
            try (Connection connection = PostgresConnection.open(place.url())) {
                if (demands.amcheck()) {
                    checks.addAll(IndexCheck.of(connection));
                }
                checks.addAll(StatementChecks.of(connection, demands.statements()));
            } catch (SQLException e) {
                throw PostgresConnection.failed("cannot run the job's checks in the restored database", e);
            }
            demands.health().ifPresent(h -> checks.add(HealthCheck.of(h, place.url()::configure)));
            return checks;
        });
    }

    @Override
    public Optional<Target.Tampering> tamper(Fingerprint expected) {
        return unable(() -> {
            try (Connection connection = PostgresConnection.open(place.url())) {
                return new PostgresTampering(connection).change(expected);
            } catch (SQLException e) {
                throw PostgresConnection.failed("cannot change the restored database for the negative control", e);
            }
        });
    }

    @Override
    public void close() {
        removal.close();
    }

    private static <T> T unable(Supplier<T> work) {
        try {
            return work.get();
        } catch (UserError e) {
            throw e.orKind(UserError.Kind.DRILL_UNABLE);
        }
    }
}
