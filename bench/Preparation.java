package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;

/** Makes ready what is to be measured, or finds out what cannot be. */
final class Preparation {
    private final Shell shell;
    private final Programs programs;
    private final Place place;
    private final Path checkout;
    private final Jobs jobs;
    private final Consumer<String> note;
    private final Map<String, Long> data = new LinkedHashMap<>();
    private final List<Report.LeftOut> leftOut = new ArrayList<>();
    private Optional<Database> own = Optional.empty();
    private Optional<Supplier<Double>> serverCpu = Optional.of(() -> 0.0);
    private Optional<ObjectStore> objectStore = Optional.empty();

    Preparation(Shell shell, Programs programs, Place place, Path checkout, Jobs jobs, Consumer<String> note) {
        this.shell = shell;
        this.programs = programs;
        this.place = place;
        this.checkout = checkout;
        this.jobs = jobs;
        this.note = note;
    }

    /** The sizes of what is measured. */
    Map<String, Long> data() {
        return data;
    }

    /** What cannot be measured here. */
    List<Report.LeftOut> leftOut() {
        return leftOut;
    }

    /** The CPU that the measured servers took so far; empty if that is not known. */
    Optional<Supplier<Double>> serverCpu() {
        return serverCpu.map(database -> () -> database.get() + objectStore.map(ObjectStore::cpu).orElse(0.0));
    }

    /** What the measured commands find in their environment. */
    void settings() throws IOException {
        Path keys = Place.privateFolder(place.file("keys"));
        shell.set("PATH", programs.path());
        shell.set("LIFEBOAT", checkout.resolve("jbang"));
        shell.set("WORK", place.work());
        Files.createDirectories(place.work().resolve("store"));
        shell.set("RESTIC_REPOSITORY", place.work().resolve("store/restic"));
        shell.set("RESTIC_CACHE_DIR", place.work().resolve("cache"));
        shell.set("RESTIC_PASSWORD_FILE", keys.resolve("passphrase"));
        shell.set("PASSPHRASE", keys.resolve("passphrase"));
        shell.set("GNUPGHOME", Place.privateFolder(place.file("keys/gnupg")));
        shell.set("IDENTITY", keys.resolve("identity"));
        shell.set("RECIPIENTS", keys.resolve("recipients"));
        shell.set("LIFEBOAT_IDENTITY", keys.resolve("identity"));
        Files.writeString(keys.resolve("passphrase"), "correct horse battery staple\n");
        if (!Files.exists(keys.resolve("recipients"))) {
            shell.must("cd \"$WORK\" && \"$LIFEBOAT\" backup init --dir init >/dev/null && "
                    + "mv init/identity.key \"$IDENTITY\" && "
                    + "grep -o 'age1[0-9a-z]*' \"$IDENTITY\" >\"$RECIPIENTS\"");
        }
        shell.set("LIFEBOAT_RECIPIENTS", Files.readString(keys.resolve("recipients")).strip());
        if (programs.has("gpg") && programs.has("gpgconf")) {
            shell.must("echo | " + Jobs.GPG + " >/dev/null"); // its first run makes key rings and starts its agent
            Cleanup.onExit(() -> new ProcessBuilder("gpgconf", "--homedir", keys.resolve("gnupg").toString(), "--kill",
                    "all").start().waitFor());
        }
    }

    /** Lets backups go to that S3 server instead of the disk. */
    void storeIn(ObjectStore server) {
        jobs.to(server.bucket());
        objectStore = Optional.of(server);
        shell.set("AWS", programs.find("aws").map(Path::toString).orElse("aws"));
        shell.set("RESTIC_REPOSITORY", server.restic());
    }

    /**
     * The PostgreSQL database: the one of the URL, else one of our own.
     *
     * @param rows     of the largest table, if it is made
     * @param restores whether to restore on a given server, too
     */
    void postgres(Cluster cluster, long rows, Optional<String> url, boolean restores) throws IOException {
        if (url.isEmpty() && (programs.server().isEmpty() || !programs.has("psql") || !programs.has("pg_dump"))) {
            leaveOut(Job.Group.POSTGRES_BACKUP, "a PostgreSQL server and its clients are not installed");
            leaveOut(Job.Group.POSTGRES_RESTORE, "a PostgreSQL server and its clients are not installed");
            return;
        }
        Database database = url.isPresent() ? Database.of(url.get()) : ownDatabase(cluster, rows);
        database.apply(shell);
        shell.set("POSTGRES_URL", Database.url(database.name()));
        long server = url.isPresent() ? database.findServer(shell) : database.server();
        serverCpu = server == 0 ? Optional.empty() : Optional.of(() -> Machine.serverCpu(server));
        if (url.isPresent() && restores && !shell.must("psql -qXAt -c \"SELECT 1 FROM pg_database WHERE datname = '"
                + Jobs.RESTORED + "'\"").isEmpty()) {
            throw UserError.usage("the server has a database [" + Jobs.RESTORED + "] already",
                    "drop it if an interrupted benchmark left it behind, or do without --restores");
        }
        note.accept("dump of the database for the limit of restores");
        shell.must("pg_dump -Fc -Z0 -f \"$WORK/plain.dump\"");
        data.put("PostgreSQL dump", Files.size(place.work().resolve("plain.dump")));
        data.put("PostgreSQL database", Long.parseLong(shell.must(
                "psql -qXAt -c 'SELECT pg_database_size(current_database())'")));
        jobs.postgresBackups();
        if (url.isEmpty() || restores) {
            jobs.postgresRestores(database.name());
        } else {
            leftOut.add(new Report.LeftOut(Job.Group.POSTGRES_RESTORE, "restores",
                    "the server was given and there is no --restores"));
        }
        jobs.postgresDrill();
    }

    private Database ownDatabase(Cluster cluster, long rows) throws IOException {
        Path script = checkout.resolve("bench/postgres.sql");
        Path made = place.file("keys/postgres-made");
        String wanted = rows + " rows, " + Files.readString(script).hashCode() + ", "
                + shell.must("postgres --version");
        boolean there = Files.exists(made) && Files.readString(made).equals(wanted);
        if (!there) {
            Files.deleteIfExists(made);
            cluster.remove();
        }
        Database database = cluster.start(rows < 1_000_000 ? "-c shared_buffers=64MB"
                : "-c shared_buffers=1GB -c maintenance_work_mem=256MB -c max_wal_size=4GB "
                + "-c checkpoint_timeout=15min");
        own = Optional.of(database);
        if (!there) {
            note.accept("making the PostgreSQL database, " + rows + " events");
            database.apply(shell);
            database.load(shell, script, rows);
            Files.writeString(made, wanted);
        }
        return database;
    }

    /** The SQLite file: the given one, else one of our own with about half as many rows. */
    void sqlite(long rows, Optional<Path> given) throws IOException {
        if (given.isEmpty() && !programs.has("sqlite3")) {
            leaveOut(Job.Group.SQLITE_BACKUP, "sqlite3 is not installed");
            leaveOut(Job.Group.SQLITE_RESTORE, "sqlite3 is not installed");
            return;
        }
        SqliteFile file = given.isPresent() ? SqliteFile.given(given.get()) : ownSqlite(rows);
        shell.set("SQLITE", file.path());
        data.put("SQLite file", Files.size(file.path()));
        if (programs.has("sqlite3")) {
            shell.must("sqlite3 \"$SQLITE\" \".backup '$WORK/plain.db'\"");
        }
        jobs.sqliteBackups();
        jobs.sqliteRestores(file.path());
    }

    private SqliteFile ownSqlite(long rows) throws IOException {
        Path script = checkout.resolve("bench/sqlite.sql");
        long count = Math.max(1, rows * 7 / 15);
        Path path = place.file("sqlite/events-" + count + "-"
                + Integer.toHexString(Files.readString(script).hashCode()) + ".db");
        if (Files.exists(path)) {
            return new SqliteFile(path);
        }
        note.accept("making the SQLite file, " + count + " events");
        shell.must("rm -rf \"$1\"", path.getParent().toString());
        return SqliteFile.make(shell, path, script, count);
    }

    private void rehearse(int rehearsals) throws IOException {
        note.accept("rehearsing with little data");
        Rehearsal rehearsal = new Rehearsal(shell, checkout, place.work().resolve("rehearsal"));
        if (own.isPresent()) {
            rehearsal.postgres(own.get());
        }
        if (programs.has("sqlite3")) {
            rehearsal.sqlite();
        }
        rehearsal.run(jobs.to(), rehearsals);
    }

    /**
     * JBang compiles a script when it is first run, and the launcher makes its AOT cache when it runs again.
     *
     * @param rehearsals how often each runs on little data before anything is measured
     * @param start      whether start-up is measured
     * @param many       how many backups a store has whose list is measured
     */
    void scripts(int rehearsals, boolean start, int many) throws IOException {
        for (String script : List.of("backup", "restore", "verify")) {
            shell.must("\"$LIFEBOAT\" \"$1\" --version", script);
        }
        if (rehearsals > 0) {
            rehearse(rehearsals);
        }
        if (start) {
            Files.writeString(place.work().resolve("empty.java"), "//JAVA 25+\nvoid main() {}\n");
            shell.must("\"$LIFEBOAT\" run \"$WORK/empty.java\"");
            jobs.start();
            if (programs.has("sqlite3")) {
                note.accept("making a store of " + many + " backups");
                ManyBackups.make(shell, place.work().resolve("many"), many);
            }
            jobs.manyBackups(place.work().resolve("many"), many);
        }
    }

    private void leaveOut(Job.Group group, String reason) {
        leftOut.add(new Report.LeftOut(group, "all", reason));
    }

    /** The jobs whose programs are there. */
    List<Job> possible() {
        List<Job> possible = new ArrayList<>();
        for (Job job : jobs.all()) {
            List<String> missing = job.needs().stream().filter(program -> !programs.has(program)).toList();
            if (missing.isEmpty()) {
                possible.add(job);
            } else {
                leftOut.add(new Report.LeftOut(job.group(), job.name(), "not installed: "
                        + String.join(", ", missing)));
            }
        }
        return possible;
    }
}
