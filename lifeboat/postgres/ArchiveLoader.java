package lifeboat.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/** Loads an archive of pg_dump into a database with the stock programs; the first error ends it. */
public final class ArchiveLoader {
    static final Duration LIMIT = Duration.ofDays(7);
    static final String PRE_DATA = "--section=pre-data";
    static final String DATA = "--section=data";
    static final String POST_DATA = "--section=post-data";
    static final int TRANSACTION_TIMEOUT = 17;
    private static final long LARGE = 64 << 20;
    private static final long PIECE = 8 << 20;
    private static final Pattern MAJOR = Pattern.compile("(\\d+)");
    private static final Pattern PUBLIC = Pattern.compile("^\\d+; \\d+ \\d+ SCHEMA - public .*$", Pattern.MULTILINE);

    private final PostgresClients clients;
    private final PostgresUrl target;
    private final int serverMajor;
    private final ArchiveScripts scripts;
    private final long large;
    private final long piece;

    /**
     * A loader into a database of a server of that major version.
     *
     * @param madeBy the client that made the archive: {@code pg_dump 15.20}; older programs cannot read it
     * @throws UserError if no installed programs fit
     */
    public ArchiveLoader(PostgresUrl target, int serverMajor, String madeBy, Environment env) {
        this(target, serverMajor, madeBy, env, LARGE, PIECE);
    }

    /** The same; tables with more than {@code large} bytes are loaded in pieces of at least so many bytes. */
    ArchiveLoader(PostgresUrl target, int serverMajor, String madeBy, Environment env, long large, long piece) {
        this.target = target;
        this.serverMajor = serverMajor;
        this.clients = PostgresClients.find(Math.max(serverMajor, major(madeBy, serverMajor)), env);
        this.scripts = new ArchiveScripts(clients, target, serverMajor);
        this.large = large;
        this.piece = piece;
    }

    /** The major version in {@code 15.20} or {@code pg_dump 15.20}. */
    public static int major(String version, int fallback) {
        Matcher matcher = MAJOR.matcher(version == null ? "" : version);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : fallback;
    }

    /**
     * Loads them into a new database. The server does not wait for its disk after each statement; the next transaction
     * that is committed the usual way makes all of it durable. With several connections, the archives are changed: they
     * tell then where their data is.
     *
     * @param jobs connections to load with
     * @param omit which lines of the archive's list to leave out
     * @throws UserError with the program's first error if anything failed; part of it may be there then
     */
    void load(DumpArchives archives, int jobs, Pattern omit, Path workFolder) {
        Path main = archives.main();
        Path list = kept(main, omit, workFolder, "list");
        if (clients.major() >= TRANSACTION_TIMEOUT && serverMajor < TRANSACTION_TIMEOUT) {
            scripts.run(archives.rows().isEmpty() ? List.of(ArchiveScripts.script(main, list, List.of()))
                    : ArchiveScripts.inOrder(archives, list), "", false);
            return;
        }
        List<ArchiveRows> tables = largeTables(archives, jobs);
        if (archives.rows().isEmpty() && tables.isEmpty()) {
            if (inSections(main)) {
                restore(main, list, List.of(PRE_DATA), jobs);
                restore(main, list, List.of(DATA), jobs);
                postData(main, list, jobs, workFolder);
            } else {
                restore(main, list, List.of(), jobs);
            }
            return;
        }
        restore(main, list, List.of(PRE_DATA), jobs);
        List<ArchiveRows> split = tables.isEmpty() ? tables : ParallelRows.plain(target, tables);
        ParallelRows parallel = new ParallelRows(target, split);
        LoadThreads.run(Collections.nCopies(split.isEmpty() ? 0 : jobs, parallel::work), jobs);
        int each = jobs / (archives.rows().size() + 1);
        List<Runnable> rows = new ArrayList<>();
        for (Path archive : archives.all()) {
            Path rest = without(split.stream().filter(table -> table.archive().equals(archive)).toList(), archive,
                    archive.equals(main) ? list : null, omit, workFolder);
            rows.add(() -> restore(archive, rest, List.of(DATA), each));
        }
        LoadThreads.run(rows, jobs);
        postData(main, list, jobs, workFolder);
    }

    /** With several connections pg_restore does not keep to the list's order where it knows of no need. */
    private void postData(Path archive, Path list, int jobs, Path workFolder) {
        if (!TriggerOrder.of(archive).matters()) {
            restore(archive, list, List.of(POST_DATA), jobs);
            return;
        }
        List<String> lines = read(list);
        Path triggers = workFolder.resolve("triggers.list");
        write(triggers, TriggerOrder.lines(lines, true));
        restore(archive, triggers, List.of(POST_DATA), 1);
        Path others = workFolder.resolve("others.list");
        write(others, TriggerOrder.lines(lines, false));
        restore(archive, others, List.of(POST_DATA), jobs);
    }

    /**
     * Tables with so many rows that one connection would be busy with them when the others have nothing left to do. The
     * archives' tables of contents tell where their data is after that.
     */
    private List<ArchiveRows> largeTables(DumpArchives archives, int jobs) {
        List<ArchiveRows> tables = new ArrayList<>();
        if (jobs > 1) {
            for (Path archive : archives.all()) {
                ArchiveMap map = ArchiveMap.of(archive, piece);
                map.note();
                tables.addAll(map.larger(large));
            }
        }
        return tables;
    }

    /** The archive's list without the rows of these tables; the given list if there are none. */
    private Path without(List<ArchiveRows> tables, Path archive, Path list, Pattern omit, Path workFolder) {
        if (tables.isEmpty()) {
            return list;
        }
        Pattern entries = Pattern.compile(tables.stream().map(rows -> String.valueOf(rows.entry().id()))
                .collect(Collectors.joining("|", omit.pattern() + "|^(", "); ")));
        return kept(archive, entries, workFolder, archive.getFileName() + ".list");
    }

    private void restore(Path archive, Path list, List<String> section, int jobs) {
        List<String> arguments = new ArrayList<>(List.of("--exit-on-error", "--no-password",
                "--jobs=" + Math.max(1, jobs), "--dbname=" + target.conninfo()));
        arguments.addAll(section);
        arguments.addAll(use(list));
        arguments.add(archive.toString());
        done(clients.tool(target, "pg_restore", arguments, files(archive, list)).env("PGOPTIONS",
                (target.options().getOrDefault("options", "") + " -c synchronous_commit=off").strip()));
    }

    /**
     * With several connections pg_restore adds a constraint that is not valid while rows that break it are still being
     * loaded into an inheriting table: such an archive is loaded section by section, and one whose triggers have an
     * order.
     */
    private boolean inSections(Path archive) {
        return list(archive).contains(" CHECK CONSTRAINT ") || TriggerOrder.of(archive).matters();
    }

    /**
     * Loads all of them in the place of what is there, in one transaction: the archives' objects are dropped and made
     * again. Nothing has changed if it fails.
     *
     * @param before statements to run first in that transaction
     * @param omit   which lines of the archive's list to leave out
     */
    public void replace(DumpArchives archives, String before, Pattern omit, Path workFolder) {
        Path main = archives.main();
        Path list = kept(main, omit, workFolder, "list");
        List<String> clean = List.of("--clean", "--if-exists");
        if (archives.rows().isEmpty()) {
            scripts.run(List.of(ArchiveScripts.script(main, list, clean)), before, true);
        } else {
            scripts.run(ArchiveScripts.inOrder(archives, list), before + "\n" + drops(main, list, clean), true);
        }
    }

    /** What drops the archive's objects, of all sections: it stands before the first object that is made. */
    private String drops(Path archive, Path list, List<String> clean) {
        List<String> arguments = new ArrayList<>(List.of("--schema-only", "--file=-"));
        arguments.addAll(clean);
        arguments.addAll(use(list));
        arguments.add(archive.toString());
        String script = run(arguments, files(archive, list));
        int made = script.indexOf("\n-- Name: ");
        if (made < 0) {
            return scripts.withoutTimeout(script);
        }
        int unrestrict = script.lastIndexOf("\n\\unrestrict ");
        String end = unrestrict < 0 ? "" : script.substring(unrestrict);
        return scripts.withoutTimeout(script.substring(0, made)) + end + "\n";
    }

    /** A file with the archive's list without some lines. */
    private Path kept(Path archive, Pattern omit, Path workFolder, String name) {
        Path list = workFolder.resolve(name);
        List<String> lines = list(archive).lines().filter(line -> !omit.matcher(line).find()).toList();
        write(list, String.join("\n", TriggerOrder.of(archive).sorted(lines)) + "\n");
        return list;
    }

    /** The archive's table of contents as {@code pg_restore --list} prints it. */
    public String list(Path archive) {
        return run(List.of("--list", archive.toString()), archive);
    }

    /** Some archives make the schema that each new database has already. */
    boolean createsPublic(Path archive, Path workFolder) {
        Matcher entry = PUBLIC.matcher(list(archive));
        if (!entry.find()) {
            return false;
        }
        Path list = workFolder.resolve("public.list");
        write(list, entry.group() + "\n");
        return run(List.of("--use-list=" + list, "--file=-", archive.toString()), archive, list).lines()
                .anyMatch("CREATE SCHEMA public;"::equals);
    }

    static List<String> use(Path list) {
        return list == null ? List.of() : List.of("--use-list=" + list);
    }

    static Path[] files(Path archive, Path list) {
        return list == null ? new Path[] {archive} : new Path[] {archive, list};
    }

    private String run(List<String> arguments, Path... files) {
        return done(clients.tool(target, "pg_restore", arguments, files));
    }

    private String done(Tool tool) {
        Tool.Result result = tool.env("LC_ALL", "C").run(LIMIT);
        if (!result.ok()) {
            throw LoadFailure.of(target, result.errors().isBlank() ? "pg_restore " + Tool.end(result.code())
                    : result.errors());
        }
        return result.out();
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw UserError.of("cannot read [" + file + "]: " + e.getMessage(), null).because(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw UserError.of("cannot write [" + file + "]: " + e.getMessage(), "is the disk full?").because(e);
        }
    }
}
