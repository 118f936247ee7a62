package lifeboat.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Cleanup;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.container.Container;
import lifeboat.container.Engine;
import lifeboat.container.Image;

/**
 * An image's own {@code sqlite3} and one database file, in a container without a network that waits to be told what to
 * run. Closing it, or the end of the process, removes the container.
 */
final class SqliteShell implements AutoCloseable {
    private static final String PROGRAM = "sqlite3";
    private static final String FOLDER = "/lifeboat";
    private static final String DATABASE = FOLDER + "/drill.db";
    private static final Duration LONG = Duration.ofHours(6);
    private static final long MEMORY = 1L << 30;
    private static final long SHARED_MEMORY = 64L << 20;
    private static final Pattern VERSION = Pattern.compile("(3\\.(\\d{1,4})[.\\d]*)[\\s\\S]*");
    private static final int OLDEST = 16;

    private final Image image;
    private final Container container;
    private final Path script;
    private String version;

    private SqliteShell(Image image, Container container, Path script) {
        this.image = image;
        this.container = container;
        this.script = script;
    }

    /**
     * Starts one.
     *
     * @param folder private, to keep scripts in
     * @throws UserError if the image cannot be started, or has no {@code sqlite3} that is new enough
     */
    static SqliteShell start(Engine engine, Image image, Path folder) {
        Container container = Container.start(engine, new Container.Spec(image, Map.of(), Map.of(), MEMORY,
                SHARED_MEMORY, Optional.of("sleep"), List.of("2147483647")));
        SqliteShell shell = new SqliteShell(image, container, folder.resolve("script.sql"));
        try {
            shell.version = shell.findVersion();
            shell.require(container.inside("mkdir", FOLDER), "make a folder");
            return shell;
        } catch (RuntimeException e) {
            Cleanup.after(e, container::close);
            throw e;
        }
    }

    /** The version of the image's SQLite: {@code 3.40.1}. */
    String version() {
        return version;
    }

    /** The image, for people. */
    Image image() {
        return image;
    }

    /** Puts the database there, instead of one that is there. */
    void put(Path file) {
        blaming(() -> container.put(file, DATABASE));
    }

    /** Gets the database as it is there now. */
    void get(Path file) {
        blaming(() -> container.get(DATABASE, file));
    }

    /** What {@code sqlite3} printed and how it ended, fed with commands and SQL; it goes on after an error. */
    Tool.Result run(String commands) {
        return run(commands, LONG);
    }

    /**
     * The same within a time.
     *
     * @throws UserError if it takes longer, or the container came to an end
     */
    Tool.Result run(String commands, Duration limit) {
        try {
            Files.writeString(script, commands);
        } catch (IOException e) {
            throw UserError.of("cannot write [" + script + "]: " + e.getMessage(), null).because(e);
        }
        Tool.Result result = container.inside(script, List.of(PROGRAM, "-batch", "-init", "/dev/null", DATABASE))
                .run(limit);
        if (!result.ok()) {
            requireAlive();
        }
        return result;
    }

    /** The first thing that went wrong, without where in the script. */
    static String error(Tool.Result result) {
        return result.errors().lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("--"))
                .findFirst().map(line -> line.replaceFirst("^(Parse |Runtime )?[Ee]rror:? (near line \\d+: )?", ""))
                .orElse("exit code " + result.code());
    }

    /** Removes the container. */
    @Override
    public void close() {
        container.close();
    }

    private String findVersion() {
        Tool.Result result = container.inside(PROGRAM, "--version");
        if (!result.ok()) {
            requireAlive();
            String said = (result.out() + result.errors()).toLowerCase(Locale.ROOT);
            boolean missing = said.contains("not found") || said.contains("no such file");
            throw UserError.of("the image [" + image.name() + "] has no " + (missing ? "" : "working ") + PROGRAM
                    + ", which is to check the restored file" + (missing ? "" : ": " + error(result)),
                    "use an image with the package sqlite3 (Debian, Ubuntu) or sqlite (Alpine); without an image the "
                            + "drill is in a temporary file");
        }
        Matcher matcher = VERSION.matcher(result.out().strip());
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) < OLDEST) {
            throw UserError.of("the image [" + image.name() + "] has sqlite3 [" + result.out().strip().split("\\s")[0]
                    + "], which is too old to check a file", "use an image with 3." + OLDEST + " or later");
        }
        return matcher.group(1);
    }

    private void require(Tool.Result result, String what) {
        if (!result.ok()) {
            requireAlive();
            throw UserError.of("cannot " + what + " in a container of image [" + image.name() + "]: "
                    + error(result), null);
        }
    }

    private void blaming(Runnable work) {
        try {
            work.run();
        } catch (UserError e) {
            requireAlive();
            throw e;
        }
    }

    private void requireAlive() {
        container.ended().ifPresent(how -> {
            throw UserError.of("the container of image [" + image.name() + "] came to an end: " + how,
                    "did somebody remove it, or is the machine out of memory? drill again");
        });
    }
}
