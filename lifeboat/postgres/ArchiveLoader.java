package lifeboat.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/** Loads an archive of pg_dump into a database with the stock programs; the first error ends it. */
public final class ArchiveLoader {
    private static final Duration LIMIT = Duration.ofDays(7);
    private static final int TRANSACTION_TIMEOUT = 17;
    private static final String TIMEOUT_LINE = "SET transaction_timeout = 0;\n";
    private static final Pattern MAJOR = Pattern.compile("(\\d+)");
    private static final Pattern PUBLIC = Pattern.compile("^\\d+; \\d+ \\d+ SCHEMA - public .*$", Pattern.MULTILINE);
    private static final Pattern MISSING_EXTENSION = Pattern.compile(
            "extension \"([^\"]+)\" is not available|extension control file \"[^\"]*/([^/\"]+)\\.control\"");
    private static final Pattern MISSING_LIBRARY = Pattern.compile("could not access file \"([^\"]+)\"");
    private static final Pattern MISSING_ROLE = Pattern.compile("role \"([^\"]+)\" does not exist");
    private static final Pattern CIRCUMSTANCE = Pattern.compile("No space left|cannot prepare database|cannot "
            + "connect to|no client programs|no psql in|connection to server|could not connect"
            + "|server closed the connection|out of shared memory|is not available|extension control file"
            + "|could not access file|terminating connection|canceling statement|Cannot allocate memory"
            + "|does not have the locale|must be member of role|must be able to SET ROLE|must be superuser|must be owner|permission denied");

    private final PostgresClients clients;
    private final PostgresUrl target;
    private final int serverMajor;

    /**
     * A loader into a database of a server of that major version.
     *
     * @param madeBy the client that made the archive: {@code pg_dump 15.20}; older programs cannot read it
     * @throws UserError if no installed programs fit
     */
    public ArchiveLoader(PostgresUrl target, int serverMajor, String madeBy, Environment env) {
        this.target = target;
        this.serverMajor = serverMajor;
        this.clients = PostgresClients.find(Math.max(serverMajor, major(madeBy, serverMajor)), env);
    }

    /** The major version in {@code 15.20} or {@code pg_dump 15.20}. */
    public static int major(String version, int fallback) {
        Matcher matcher = MAJOR.matcher(version == null ? "" : version);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : fallback;
    }

    /**
     * Loads it into a new database. The server does not wait for its disk after each statement; the next transaction
     * that is committed the usual way makes all of it durable.
     *
     * @param jobs connections to load with
     * @param omit which lines of the archive's list to leave out
     * @throws UserError with the program's first error if anything failed; part of it may be there then
     */
    void load(Path archive, int jobs, Pattern omit, Path workFolder) {
        Path list = kept(archive, omit, workFolder);
        if (clients.major() >= TRANSACTION_TIMEOUT && serverMajor < TRANSACTION_TIMEOUT) {
            pipe(archive, list, List.of(), "", false);
            return;
        }
        for (List<String> section : sections(archive)) {
            List<String> arguments = new ArrayList<>(List.of("--exit-on-error", "--no-password",
                    "--jobs=" + Math.max(1, jobs), use(list), "--dbname=" + conninfo()));
            arguments.addAll(section);
            arguments.add(archive.toString());
            done(clients.tool(target, "pg_restore", arguments, archive, list).env("PGOPTIONS",
                    (target.options().getOrDefault("options", "") + " -c synchronous_commit=off").strip()));
        }
    }

    /**
     * With several connections pg_restore adds a constraint that is not valid while rows that break it are still being
     * loaded into an inheriting table: such an archive is loaded section by section.
     */
    private List<List<String>> sections(Path archive) {
        return list(archive).contains(" CHECK CONSTRAINT ")
                ? List.of(List.of("--section=pre-data"), List.of("--section=data"), List.of("--section=post-data"))
                : List.of(List.of());
    }

    /**
     * Loads all of it in the place of what is there, in one transaction: the archive's objects are dropped and made
     * again. Nothing has changed if it fails.
     *
     * @param before statements to run first in that transaction
     * @param omit   which lines of the archive's list to leave out
     */
    public void replace(Path archive, String before, Pattern omit, Path workFolder) {
        pipe(archive, kept(archive, omit, workFolder), List.of("--clean", "--if-exists"), before, true);
    }

    /** A file with the archive's list without some lines. */
    private Path kept(Path archive, Pattern omit, Path workFolder) {
        Path list = workFolder.resolve("list");
        write(list, list(archive).lines().filter(line -> !omit.matcher(line).find())
                .collect(Collectors.joining("\n", "", "\n")));
        return list;
    }

    /** The archive's table of contents as {@code pg_restore --list} prints it. */
    public String list(Path archive) {
        return run(List.of("--list", archive.toString()), archive);
    }

    /** Whether a failure is the fault of the place it was loaded into, not of the archive. */
    public static boolean blameless(UserError error) {
        return CIRCUMSTANCE.matcher(error.getMessage()).find();
    }

    /** Some archives make the schema that each new database has already. */
    boolean createsPublic(Path archive, Path workFolder) {
        Matcher entry = PUBLIC.matcher(list(archive));
        if (!entry.find()) {
            return false;
        }
        Path list = workFolder.resolve("public.list");
        write(list, entry.group() + "\n");
        return run(List.of(use(list), "--file=-", archive.toString()), archive, list).lines()
                .anyMatch("CREATE SCHEMA public;"::equals);
    }

    private static String use(Path list) {
        return "--use-list=" + list;
    }

    private String run(List<String> arguments, Path... files) {
        return done(clients.tool(target, "pg_restore", arguments, files));
    }

    private String done(Tool tool) {
        Tool.Result result = tool.env("LC_ALL", "C").run(LIMIT);
        if (!result.ok()) {
            throw failure(result.errors().isBlank() ? "pg_restore " + Tool.end(result.code()) : result.errors());
        }
        return result.out();
    }

    /** As a script through psql: for what pg_restore cannot do by itself. */
    private void pipe(Path archive, Path list, List<String> options, String before, boolean oneTransaction) {
        List<String> restore = new ArrayList<>(List.of("--file=-", use(list)));
        restore.addAll(options);
        restore.add(archive.toString());
        if (!clients.has("psql")) {
            throw UserError.of("there is no psql in [" + clients.folder() + "]", "install the whole client package");
        }
        List<String> psql = new ArrayList<>(List.of("-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-o",
                "/dev/null", "-d", conninfo()));
        if (oneTransaction) {
            psql.add("--single-transaction");
        }
        psql.addAll(List.of("-f", "-"));
        try (Tool.Running reader = clients.tool(target, "psql", psql).env("LC_ALL", "C")
                        .output(Path.of("/dev/null")).start();
                Tool.Running writer = clients.tool(target, "pg_restore", restore, archive, list).env("LC_ALL", "C")
                        .start()) {
            writer.stdin().close();
            Optional<IOException> broken = pump(writer.stdout(), reader.stdin(), before);
            // psql commits at the end of its input: it must not see one before the archive is known to be whole
            if (broken.isEmpty() && writer.waitFor(LIMIT) != 0) {
                throw failure(writer.errors());
            }
            close(reader.stdin());
            if (reader.waitFor(LIMIT) != 0) {
                throw failure(reader.errors());
            }
            if (broken.isPresent()) {
                throw failure("psql broke off: " + broken.get().getMessage());
            }
        } catch (IOException e) {
            throw failure(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while the archive was loaded", null).because(e);
        }
    }

    /** What broke while writing, if anything; the reader's own words say more. */
    private Optional<IOException> pump(InputStream in, OutputStream out, String before) {
        try {
            String first = new String(in.readNBytes(8192), StandardCharsets.ISO_8859_1);
            int cut = serverMajor < TRANSACTION_TIMEOUT ? first.indexOf(TIMEOUT_LINE) : -1;
            out.write((before + "\n").getBytes(StandardCharsets.UTF_8));
            out.write((cut < 0 ? first : first.substring(0, cut) + first.substring(cut + TIMEOUT_LINE.length()))
                    .getBytes(StandardCharsets.ISO_8859_1));
            in.transferTo(out);
            out.flush();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** A program that ended early has closed its side: that is told by its exit code. */
    private static void close(OutputStream out) {
        try {
            out.close();
        } catch (IOException _) {
            return;
        }
    }

    private String conninfo() {
        return "dbname='" + target.database().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private UserError failure(String errors) {
        List<String> lines = errors.lines()
                .filter(l -> l.matches("(?s).*(error|ERROR|FATAL|DETAIL):.*")).limit(3).toList();
        String said = lines.isEmpty() ? errors.lines().limit(3).reduce((a, b) -> a + "; " + b).orElse("no reason given")
                : String.join("; ", lines);
        return UserError.of("the archive cannot be loaded into database [" + target.database() + "]: "
                + said.replaceAll("\\s+", " ").strip(), hint(errors));
    }

    private static String hint(String errors) {
        Matcher extension = MISSING_EXTENSION.matcher(errors);
        if (extension.find()) {
            String name = extension.group(1) != null ? extension.group(1) : extension.group(2);
            return "install the extension [" + name + "] on that server (on Debian and Ubuntu: postgresql-contrib or "
                    + "postgresql-<version>-" + name + ")";
        }
        Matcher library = MISSING_LIBRARY.matcher(errors);
        if (library.find()) {
            return "install what brings the library [" + library.group(1) + "] on that server";
        }
        Matcher role = MISSING_ROLE.matcher(errors);
        if (role.find()) {
            return "create the role first: CREATE ROLE " + SqlText.name(role.group(1));
        }
        return errors.contains("No space left") ? "free space on the server's disk" : null;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw UserError.of("cannot write [" + file + "]: " + e.getMessage(), "is the disk full?").because(e);
        }
    }
}
