package bench;

import bench.Job.Group;
import bench.Job.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured, in the order of one round. The commands find everything in variables, which
 * {@link Benchmark} sets, so that each can be tried by hand.
 */
final class Jobs {
    /** The database that restores make. */
    static final String RESTORED = "lifeboat_bench";
    /** Encrypts its input by a passphrase. */
    static final String GPG = "gpg --batch --yes --quiet --pinentry-mode loopback "
            + "--passphrase-file \"$PASSPHRASE\" --symmetric --cipher-algo AES256";
    private static final String ENCRYPT = "zstd -q -3 -T2 -c %s| age -R \"$RECIPIENTS\" >\"%s\" && sync \"%2$s\"";
    private static final String NEW_DATABASE = "psql -qX -c 'DROP DATABASE IF EXISTS lifeboat_bench' %s";
    private static final String CREATE = "-c 'CREATE DATABASE lifeboat_bench TEMPLATE template0'";
    private static final String RESTIC_BEFORE = "rm -rf \"$RESTIC_REPOSITORY\" && restic init -q && "
            + "mkdir -p \"$WORK/cache\"";

    private final Path work;
    private final Checks checks;
    private final List<Job> jobs = new ArrayList<>();

    Jobs(Path work, Checks checks) {
        this.work = work;
        this.checks = checks;
    }

    List<Job> all() {
        return List.copyOf(jobs);
    }

    /** Backups of the PostgreSQL database. */
    void postgresBackups() {
        Group group = Group.POSTGRES_BACKUP;
        jobs.add(Job.of("pg_dump -Fc -Z0 >/dev/null", group, Role.LIMIT, "pg_dump -Fc -Z0 >/dev/null", "pg_dump"));
        stored("pg.age", Job.of("pg_dump, zstd -3 -T2, age, sync", group, Role.PIPELINE,
                "pg_dump | " + ENCRYPT.formatted("", work.resolve("pg.age")), "pg_dump", "zstd", "age"));
        stored("pg.gpg", Job.of("pg_dump, gzip, gpg, sync", group, Role.PEER,
                "pg_dump | gzip -c | " + GPG + " >\"$WORK/pg.gpg\" && sync \"$WORK/pg.gpg\"",
                "pg_dump", "gzip", "gpg"));
        jobs.add(Job.of("pg_dump, restic", group, Role.PEER,
                "pg_dump | restic backup -q --stdin --stdin-filename bench.sql", "pg_dump", "restic")
                .before(RESTIC_BEFORE).storing(work.resolve("restic")));
        jobs.add(Job.of("backup", group, Role.OURS,
                "\"$LIFEBOAT\" backup --source \"$POSTGRES_URL\" --to \"$WORK/store\" --job pg --json")
                .before("rm -rf \"$WORK/store/pg\"").storing(work.resolve("store/pg")).checked(checks::backup));
    }

    /** Restores and the drill of what {@link #postgresBackups} stored. */
    void postgresRestores(String source) {
        Group group = Group.POSTGRES_RESTORE;
        Job.Check check = _ -> checks.postgres(source, RESTORED);
        jobs.add(Job.of("pg_restore -j2, plain local file", group, Role.LIMIT,
                "pg_restore -j2 -d lifeboat_bench \"$WORK/plain.dump\"", "pg_restore")
                .before(NEW_DATABASE.formatted(CREATE)).checked(check));
        jobs.add(Job.of("age -d, zstd -d, psql", group, Role.PIPELINE,
                "age -d -i \"$IDENTITY\" \"$WORK/pg.age\" | zstd -q -dc | "
                        + "psql -qX -v ON_ERROR_STOP=1 -d lifeboat_bench >/dev/null", "age", "zstd", "psql", "pg_dump")
                .before(NEW_DATABASE.formatted(CREATE)).checked(check));
        jobs.add(Job.of("restore", group, Role.OURS,
                "\"$LIFEBOAT\" restore pg --store \"$WORK/store\" --to " + Database.url(RESTORED) + " --yes --json")
                .before(NEW_DATABASE.formatted("")).checked(check));
    }

    /** The drill of the last backup of the PostgreSQL database, on a throw-away server. */
    void postgresDrill() {
        jobs.add(Job.of("verify (drill)", Group.POSTGRES_RESTORE, Role.OURS,
                "\"$LIFEBOAT\" verify pg --store \"$WORK/store\" --json", "initdb").checked(checks::drill));
    }

    /** Backups of the SQLite file. */
    void sqliteBackups() {
        Group group = Group.SQLITE_BACKUP;
        String copy = "sqlite3 \"$SQLITE\" \".backup '$WORK/copy.db'\"";
        jobs.add(Job.of(".backup", group, Role.LIMIT, copy, "sqlite3").before("rm -f \"$WORK/copy.db\""));
        stored("sqlite.age", Job.of("VACUUM INTO, zstd -3 -T2, age, sync", group, Role.PIPELINE,
                "sqlite3 \"$SQLITE\" \"VACUUM INTO '$WORK/copy.db'\" && "
                        + ENCRYPT.formatted("\"$WORK/copy.db\" ", work.resolve("sqlite.age")),
                "sqlite3", "zstd", "age"));
        stored("sqlite.gpg", Job.of(".backup, gzip, gpg, sync", group, Role.PEER,
                copy + " && gzip -c \"$WORK/copy.db\" | " + GPG + " >\"$WORK/sqlite.gpg\" && sync \"$WORK/sqlite.gpg\"",
                "sqlite3", "gzip", "gpg"));
        jobs.add(Job.of(".backup, restic", group, Role.PEER, copy + " && restic backup -q \"$WORK/copy.db\"",
                "sqlite3", "restic").before("rm -f \"$WORK/copy.db\" && " + RESTIC_BEFORE)
                .storing(work.resolve("restic")));
        jobs.add(Job.of("backup", group, Role.OURS,
                "\"$LIFEBOAT\" backup --source \"sqlite:$SQLITE\" --to \"$WORK/store\" --job sqlite --json")
                .before("rm -rf \"$WORK/store/sqlite\"").storing(work.resolve("store/sqlite")).checked(checks::backup));
    }

    /** Restores and the drill of what {@link #sqliteBackups} stored. */
    void sqliteRestores(Path source) {
        Group group = Group.SQLITE_RESTORE;
        Path restored = work.resolve("restored.db");
        Job.Check check = _ -> checks.sqlite(source, restored);
        String fresh = "rm -f \"$WORK\"/restored.db*";
        jobs.add(Job.of("cp, sync", group, Role.LIMIT,
                "cp \"$WORK/plain.db\" \"$WORK/restored.db\" && sync \"$WORK/restored.db\"", "sqlite3")
                .before(fresh).checked(check));
        jobs.add(Job.of("age -d, zstd -d, sync", group, Role.PIPELINE,
                "age -d -i \"$IDENTITY\" \"$WORK/sqlite.age\" | zstd -q -dc >\"$WORK/restored.db\" && "
                        + "sync \"$WORK/restored.db\"", "age", "zstd", "sqlite3").before(fresh).checked(check));
        jobs.add(Job.of("restore", group, Role.OURS,
                "\"$LIFEBOAT\" restore sqlite --store \"$WORK/store\" --to \"sqlite:$WORK/restored.db\" --yes --json")
                .before(fresh).checked(check));
        jobs.add(Job.of("verify (drill)", group, Role.OURS,
                "\"$LIFEBOAT\" verify sqlite --store \"$WORK/store\" --json").checked(checks::drill));
    }

    /** How long it takes until anything happens. */
    void start() {
        Group group = Group.START;
        jobs.add(Job.of("launch of an empty script", group, Role.LIMIT, "\"$LIFEBOAT\" run \"$WORK/empty.java\""));
        jobs.add(Job.of("backup --version", group, Role.OURS, "\"$LIFEBOAT\" backup --version"));
        jobs.add(Job.of("backup --help", group, Role.OURS, "\"$LIFEBOAT\" backup --help"));
    }

    private void stored(String name, Job job) {
        jobs.add(job.before("rm -f \"$WORK/copy.db\" \"$WORK/" + name + "\"").storing(work.resolve(name)));
    }
}
