package lifeboat.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/**
 * One thing to back up. What the environment has no variable for is missed only when it is asked for: a machine that
 * runs one job, or only reads backups, needs no variables of the others.
 *
 * @param name        see {@link lifeboat.base.JobName}: it names folders and files
 * @param stores      names of its stores, at least one
 * @param compression how its parts are compressed
 * @param encryption  {@link Encryption#AGE} if there are recipients, unless the job says none
 * @param drillTarget where its drills run, empty for the default
 * @param drillChecks what its drills check beyond equality
 * @param objectives  what recovery may take and lose, empty if the job says nothing
 * @param retention   what is kept of its backups
 * @param floors      how much less a backup may hold than the last good one
 * @param restore     what happens around its restores
 * @param schedule    when it is to run
 * @param jobs        by how many connections at the same time a PostgreSQL database is dumped
 * @param unset       the error that asking for the source, the drill's target or its checks gives, where a variable is
 *                    not set
 */
public record JobConfig(
        String name,
        SourceConfig source,
        List<String> stores,
        Compression compression,
        Encryption encryption,
        Optional<String> drillTarget,
        DrillChecks drillChecks,
        Optional<Objectives> objectives,
        Retention retention,
        FloorsConfig floors,
        RestoreSteps restore,
        Schedule schedule,
        int jobs,
        Map<String, UserError> unset) {

    /** How many connections a dump may use. */
    public static final int MOST_JOBS = 16;

    static final String SOURCE = "source";
    static final String DRILL = "drill";
    static final String CHECKS = "checks";

    /** Copies. */
    public JobConfig {
        stores = List.copyOf(stores);
        unset = Map.copyOf(unset);
    }

    /** A job whose values are all known; the others are the usual ones. */
    public JobConfig(String name, SourceConfig source, List<String> stores, Compression compression,
            Encryption encryption, Optional<String> drillTarget) {
        this(name, source, stores, compression, encryption, drillTarget, DrillChecks.NONE, Optional.empty(),
                Retention.NONE, FloorsConfig.DEFAULT, RestoreSteps.NONE, Schedule.NONE, 1, Map.of());
    }

    /**
     * Where the data comes from.
     *
     * @throws UserError of kind USAGE if it needs a variable that is not set
     */
    @Override
    public SourceConfig source() {
        requireSet(SOURCE);
        return source;
    }

    /**
     * Where its drills run, empty for the default.
     *
     * @throws UserError of kind USAGE if it needs a variable that is not set
     */
    @Override
    public Optional<String> drillTarget() {
        requireSet(DRILL);
        return drillTarget;
    }

    /**
     * What its drills check beyond equality.
     *
     * @throws UserError of kind USAGE if it needs a variable that is not set
     */
    @Override
    public DrillChecks drillChecks() {
        requireSet(CHECKS);
        return drillChecks;
    }

    /** The same with another retention. */
    public JobConfig with(Retention other) {
        return new JobConfig(name, source, stores, compression, encryption, drillTarget, drillChecks, objectives, other,
                floors, restore, schedule, jobs, unset);
    }

    /** The same dumped by that many connections if it is a PostgreSQL database. */
    public JobConfig with(int connections) {
        return new JobConfig(name, source, stores, compression, encryption, drillTarget, drillChecks, objectives,
                retention,
                floors, restore, schedule, source instanceof SourceConfig.Sqlite ? jobs : connections, unset);
    }

    /** The URLs that may hold a password, as far as they are known here. */
    List<Secret> urls() {
        List<Secret> urls = new ArrayList<>();
        if (source instanceof SourceConfig.Postgres postgres) {
            urls.add(postgres.url());
        }
        drillTarget.map(Secret::new).ifPresent(urls::add);
        drillChecks.url().map(url -> new Secret(url.toString())).ifPresent(urls::add);
        return urls;
    }

    private void requireSet(String key) {
        if (unset.containsKey(key)) {
            throw unset.get(key);
        }
    }

    /** The encryption of a job's parts. */
    public enum Encryption {
        /** To the configured recipients. */
        AGE,
        /** None because the job says so. */
        NONE,
        /** None because nobody configured recipients: allowed for local stores, with a warning. */
        UNDECIDED
    }

    /**
     * The compression of a job's parts.
     *
     * @param method {@code zstd}, {@code gzip} or {@code none}
     * @param level  1 to 19 for zstd, 1 to 9 for gzip, 0 for none
     */
    public record Compression(String method, int level) {
        /** What the configuration leaves out. */
        public static final Compression DEFAULT = new Compression("zstd", 3);
    }
}
