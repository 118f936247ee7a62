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
    private static final String ENCRYPT = "zstd -q -3 -T2 -c %s| age -R \"$RECIPIENTS\" ";
    private static final String DECRYPT = "age -d -i \"$IDENTITY\"";
    private static final String NEW_DATABASE = "psql -qX -c 'DROP DATABASE IF EXISTS lifeboat_bench' %s";
    private static final String CREATE = "-c 'CREATE DATABASE lifeboat_bench TEMPLATE template0'";
    private static final String RESTIC_BEFORE = "rm -rf \"%s\" && restic init -q && mkdir -p \"$WORK/cache\"";

    private final Path work;
    private final Checks checks;
    private final List<Job> jobs = new ArrayList<>();
    private Destination to;

    Jobs(Path work, Checks checks) {
        this.work = work;
        this.checks = checks;
        this.to = new Destination.Files(work.resolve("store"));
    }

    /** Says where the jobs that come now store what they make. */
    void to(Destination destination) {
        to = destination;
    }

    /** Where that is, as an option of Lifeboat. */
    String to() {
        return to.store();
    }

    List<Job> all() {
        return List.copyOf(jobs);
    }

    /** Backups of the PostgreSQL database. */
    void postgresBackups() {
        Group group = Group.POSTGRES_BACKUP;
        jobs.add(Job.of("pg_dump -Fc -Z0 >/dev/null", group, Role.LIMIT, "pg_dump -Fc -Z0 >/dev/null", "pg_dump"));
        stored("pg.age", Job.of("pg_dump, zstd -3 -T2, age, " + to.label(), group, Role.PIPELINE,
                "pg_dump | " + ENCRYPT.formatted("") + to.sink("pg.age"), "pg_dump", "zstd", "age", to.program()));
        stored("pg.gpg", Job.of("pg_dump, gzip, gpg, " + to.label(), group, Role.PEER,
                "pg_dump | gzip -c | " + GPG + " " + to.sink("pg.gpg"), "pg_dump", "gzip", "gpg", to.program()));
        jobs.add(Job.of("pg_dump, restic", group, Role.PEER,
                "pg_dump | restic backup -q --stdin --stdin-filename bench.sql", "pg_dump", "restic")
                .before(resticBefore()).storing(to.folder().resolve("restic")));
        jobs.add(Job.of("backup", group, Role.OURS,
                "\"$LIFEBOAT\" backup --source \"$POSTGRES_URL\" --to " + store() + " --job pg --json")
                .before("rm -rf \"" + to.folder().resolve("pg") + "\"").storing(to.folder().resolve("pg"))
                .checked(checks::backup));
    }

    /** Restores and the drill of what {@link #postgresBackups} stored. */
    void postgresRestores(String source) {
        Group group = Group.POSTGRES_RESTORE;
        Job.Check check = _ -> checks.postgres(source, RESTORED);
        jobs.add(Job.of("pg_restore -j2, plain local file", group, Role.LIMIT,
                "pg_restore -j2 -d lifeboat_bench \"$WORK/plain.dump\"", "pg_restore")
                .before(NEW_DATABASE.formatted(CREATE)).checked(check));
        jobs.add(Job.of(from() + "age -d, zstd -d, psql", group, Role.PIPELINE,
                to.source("pg.age", DECRYPT) + " | zstd -q -dc | psql -qX -v ON_ERROR_STOP=1 -d lifeboat_bench "
                        + ">/dev/null", "age", "zstd", "psql", "pg_dump", to.program())
                .before(NEW_DATABASE.formatted(CREATE)).checked(check));
        jobs.add(Job.of("restore", group, Role.OURS,
                "\"$LIFEBOAT\" restore pg --store " + store() + " --to " + Database.url(RESTORED) + " --yes --json")
                .before(NEW_DATABASE.formatted("")).checked(check));
    }

    /** The drill of the last backup of the PostgreSQL database, on a throw-away server. */
    void postgresDrill() {
        jobs.add(Job.of("verify (drill)", Group.POSTGRES_RESTORE, Role.OURS,
                "\"$LIFEBOAT\" verify pg --target local --store " + store() + " --json", "initdb")
                .checked(checks::drill));
    }

    /** Backups of the SQLite file. */
    void sqliteBackups() {
        Group group = Group.SQLITE_BACKUP;
        String copy = "sqlite3 \"$SQLITE\" \".backup '$WORK/copy.db'\"";
        jobs.add(Job.of(".backup", group, Role.LIMIT, copy, "sqlite3").before("rm -f \"$WORK/copy.db\""));
        stored("sqlite.age", Job.of("VACUUM INTO, zstd -3 -T2, age, " + to.label(), group, Role.PIPELINE,
                "sqlite3 \"$SQLITE\" \"VACUUM INTO '$WORK/copy.db'\" && "
                        + ENCRYPT.formatted("\"$WORK/copy.db\" ") + to.sink("sqlite.age"),
                "sqlite3", "zstd", "age", to.program()));
        stored("sqlite.gpg", Job.of(".backup, gzip, gpg, " + to.label(), group, Role.PEER,
                copy + " && gzip -c \"$WORK/copy.db\" | " + GPG + " " + to.sink("sqlite.gpg"),
                "sqlite3", "gzip", "gpg", to.program()));
        jobs.add(Job.of(".backup, restic", group, Role.PEER, copy + " && restic backup -q \"$WORK/copy.db\"",
                "sqlite3", "restic").before("rm -f \"$WORK/copy.db\" && " + resticBefore())
                .storing(to.folder().resolve("restic")));
        jobs.add(Job.of("backup", group, Role.OURS,
                "\"$LIFEBOAT\" backup --source \"sqlite:$SQLITE\" --to " + store() + " --job sqlite --json")
                .before("rm -rf \"" + to.folder().resolve("sqlite") + "\"").storing(to.folder().resolve("sqlite"))
                .checked(checks::backup));
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
        jobs.add(Job.of(from() + "age -d, zstd -d, sync", group, Role.PIPELINE,
                to.source("sqlite.age", DECRYPT) + " | zstd -q -dc >\"$WORK/restored.db\" && "
                        + "sync \"$WORK/restored.db\"",
                "age", "zstd", "sqlite3", to.program()).before(fresh).checked(check));
        jobs.add(Job.of("restore", group, Role.OURS,
                "\"$LIFEBOAT\" restore sqlite --store " + store() + " --to \"sqlite:$WORK/restored.db\" --yes --json")
                .before(fresh).checked(check));
        jobs.add(Job.of("verify (drill)", group, Role.OURS,
                "\"$LIFEBOAT\" verify sqlite --target local --store " + store() + " --json").checked(checks::drill));
    }

    /** How long it takes until anything happens. */
    void start() {
        Group group = Group.START;
        jobs.add(Job.of("launch of an empty script", group, Role.LIMIT, "\"$LIFEBOAT\" run \"$WORK/empty.java\""));
        jobs.add(Job.of("backup --version", group, Role.OURS, "\"$LIFEBOAT\" backup --version"));
        jobs.add(Job.of("backup --help", group, Role.OURS, "\"$LIFEBOAT\" backup --help"));
    }

    /** How {@code list} fares with many backups, which it does not open. */
    void manyBackups(Path store, int count) {
        jobs.add(Job.of("backup list, " + count + " backups", Group.START, Role.OURS,
                "\"$LIFEBOAT\" backup list --store \"" + store + "\"", "sqlite3"));
    }

    private String store() {
        return "\"" + to.store() + "\"";
    }

    private String resticBefore() {
        return RESTIC_BEFORE.formatted(to.folder().resolve("restic"));
    }

    private String from() {
        return to instanceof Destination.Bucket ? to.label() + ", " : "";
    }

    private void stored(String name, Job job) {
        jobs.add(job.before("rm -f \"$WORK/copy.db\" \"" + to.folder().resolve(name) + "\"")
                .storing(to.folder().resolve(name)));
    }
}
