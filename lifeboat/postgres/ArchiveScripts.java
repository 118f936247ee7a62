package lifeboat.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/** Archives as SQL scripts, through psql: for what pg_restore cannot do by itself. */
final class ArchiveScripts {
    private static final String TIMEOUT_LINE = "SET transaction_timeout = 0;\n";

    private final PostgresClients clients;
    private final PostgresUrl target;
    private final int serverMajor;

    ArchiveScripts(PostgresClients clients, PostgresUrl target, int serverMajor) {
        this.clients = clients;
        this.target = target;
        this.serverMajor = serverMajor;
    }

    /** What pg_restore prints of an archive by these arguments. */
    record Script(List<String> arguments, Path[] files) {}

    /** The script of an archive, as far as the list and the options say. */
    static Script script(Path archive, Path list, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("--file=-"));
        arguments.addAll(ArchiveLoader.use(list));
        arguments.addAll(options);
        arguments.add(archive.toString());
        return new Script(arguments, ArchiveLoader.files(archive, list));
    }

    /** All archives in the order in which they can be loaded. */
    static List<Script> inOrder(DumpArchives archives, Path list) {
        List<Script> scripts = new ArrayList<>(List.of(script(archives.main(), list, List.of(ArchiveLoader.PRE_DATA)),
                script(archives.main(), list, List.of(ArchiveLoader.DATA))));
        archives.rows().forEach(archive -> scripts.add(script(archive, null, List.of(ArchiveLoader.DATA))));
        scripts.add(script(archives.main(), list, List.of(ArchiveLoader.POST_DATA)));
        return scripts;
    }

    /** Runs them one after the other, after these statements; in one transaction nothing is done unless all is. */
    void run(List<Script> scripts, String before, boolean oneTransaction) {
        if (!clients.has("psql")) {
            throw UserError.of("there is no psql in [" + clients.folder() + "]", "install the whole client package");
        }
        List<String> psql = new ArrayList<>(List.of("-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-o",
                "/dev/null", "-d", target.conninfo()));
        if (oneTransaction) {
            psql.add("--single-transaction");
        }
        psql.addAll(List.of("-f", "-"));
        try (Tool.Running reader = clients.tool(target, "psql", psql).env("LC_ALL", "C")
                .output(Path.of("/dev/null")).start()) {
            Optional<IOException> broken = write(before + "\n", reader.stdin());
            for (int i = 0; i < scripts.size() && broken.isEmpty(); i++) {
                broken = pump(scripts.get(i), reader.stdin());
            }
            close(reader.stdin());
            if (reader.waitFor(ArchiveLoader.LIMIT) != 0) {
                throw LoadFailure.of(target, reader.errors());
            }
            if (broken.isPresent()) {
                throw LoadFailure.of(target, "psql broke off: " + broken.get().getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while the archive was loaded", null).because(e);
        }
    }

    /**
     * What broke while writing, if anything; the reader's own words say more. Psql commits at the end of its input: it
     * does not see one if the archive is not whole.
     */
    private Optional<IOException> pump(Script script, OutputStream out) throws InterruptedException {
        try (Tool.Running writer = clients.tool(target, "pg_restore", script.arguments(), script.files())
                .env("LC_ALL", "C").start()) {
            writer.stdin().close();
            Optional<IOException> broken = pump(writer.stdout(), out);
            if (broken.isEmpty() && writer.waitFor(ArchiveLoader.LIMIT) != 0) {
                throw LoadFailure.of(target, writer.errors());
            }
            return broken;
        } catch (IOException e) {
            throw LoadFailure.of(target, e.getMessage());
        }
    }

    private Optional<IOException> pump(InputStream in, OutputStream out) {
        try {
            String first = new String(in.readNBytes(8192), StandardCharsets.ISO_8859_1);
            out.write(withoutTimeout(first).getBytes(StandardCharsets.ISO_8859_1));
            in.transferTo(out);
            out.flush();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private static Optional<IOException> write(String text, OutputStream out) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Without the setting that newer programs make and older servers do not know. */
    String withoutTimeout(String script) {
        int cut = serverMajor < ArchiveLoader.TRANSACTION_TIMEOUT ? script.indexOf(TIMEOUT_LINE) : -1;
        return cut < 0 ? script : script.substring(0, cut) + script.substring(cut + TIMEOUT_LINE.length());
    }

    /** A program that ended early has closed its side: that is told by its exit code. */
    private static void close(OutputStream out) {
        try {
            out.close();
        } catch (IOException _) {
            return;
        }
    }
}
