package lifeboat.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import lifeboat.base.Environment;
import lifeboat.base.JobName;
import lifeboat.base.UserError;

/** The configuration that {@code backup init} writes: commented, and fit for what can be seen here. */
public final class Template {
    private static final String DATABASES = "*.{db,sqlite,sqlite3}";

    private Template() {}

    /**
     * The text. Its jobs are what the variables {@code DATABASE_URL} and {@code DB_PATH} name and the SQLite files in
     * the folder, else an example that reads {@code DATABASE_URL}.
     *
     * @param recipients   public keys
     * @param identityFile where restores and drills find the secret key, relative to the folder
     * @param folder       where the file will be
     */
    public static String render(List<String> recipients, Optional<String> identityFile, Environment env, Path folder) {
        StringBuilder text = new StringBuilder("""
                # What Lifeboat backs up, where to, and how. All keys: docs/configuration.md
                # ${NAME} and ${NAME:-default} read environment variables; $$ is a dollar sign.

                # Where backups are kept. A job uses all stores unless it names some.
                stores:
                  local:
                    type: directory
                    path: ./backups

                keys:
                  # Public keys: all a backup needs. A second one, kept elsewhere, is a good idea.
                  recipients:
                """);
        recipients.forEach(recipient -> text.append("    - ").append(recipient).append('\n'));
        text.append("""
                  # The secret key: only where restores and drills run. Without the variable it is absent.
                  identity: ${LIFEBOAT_IDENTITY}
                """);
        identityFile.ifPresent(file -> text.append("  identity_file: ").append(quoted(file)).append('\n'));
        text.append("\njobs:\n");
        sources(env, folder).forEach((name, source) -> text.append("  ").append(name).append(":\n").append(source));
        return text.append("""
                    # schedule: daily 02:00      # for `backup schedule`
                    # keep: { daily: 30, monthly: 12 }    # without it nothing is ever removed
                    # stores: [local]
                    # compression: zstd:3        # zstd:1 to zstd:19, gzip, none
                    # encryption: age            # none: not encrypted
                    # drill: { target: local }   # or "server=${DRILL_URL}"
                    # objectives: { rpo: 1d, rto: 30m }   # how old data may be, how long recovery may take
                """).toString();
    }

    private static Map<String, String> sources(Environment env, Path folder) {
        Map<String, String> sources = new LinkedHashMap<>();
        env.get("DATABASE_URL").map(url -> nameOf(url, env, folder))
                .ifPresent(name -> sources.put(name, "    source: ${DATABASE_URL}\n"));
        env.get("DB_PATH").ifPresent(path -> add(sources, JobName.from(stem(path), "database"), sqlite("${DB_PATH}")));
        for (String file : files(folder)) {
            if (!env.get("DB_PATH").map(path -> folder.resolve(path).normalize())
                    .equals(Optional.of(folder.resolve(file).normalize()))) {
                add(sources, JobName.from(stem(file), "database"), sqlite(quoted(file)));
            }
        }
        if (sources.isEmpty()) {
            sources.put("database", """
                        # or: { type: sqlite, path: app.db }
                        source:
                          type: postgres
                          url: ${DATABASE_URL}       # postgres://USER:PASSWORD@HOST:5432/DATABASE
                          # schemas: [public]        # only these; also exclude_schemas, tables, exclude_tables
                          # lock_wait: 1m            # how long to wait for a table that is locked
                    """);
        }
        return sources;
    }

    private static String nameOf(String url, Environment env, Path folder) {
        try {
            return Options.nameOf(new Urls(folder, env).source(url));
        } catch (UserError e) {
            throw UserError.usage("DATABASE_URL: " + e.getMessage(), e.hint().orElse(null)).because(e);
        }
    }

    private static void add(Map<String, String> sources, String name, String source) {
        String free = name;
        for (int i = 2; sources.containsKey(free); i++) {
            free = JobName.from(name.substring(0, Math.min(name.length(), 58)) + "-" + i, "database-" + i);
        }
        sources.put(free, source);
    }

    private static String sqlite(String path) {
        return "    source:\n      type: sqlite\n      path: " + path + "\n";
    }

    private static String stem(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[A-Za-z0-9]{1,8}$", "");
    }

    private static TreeSet<String> files(Path folder) {
        TreeSet<String> names = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, DATABASES)) {
            for (Path file : files) {
                if (Files.isRegularFile(file) && file.getFileName().toString().matches("\\P{Cntrl}+")) {
                    names.add(file.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw UserError.usage("cannot list [" + folder + "]: " + e.getMessage(), null).because(e);
        }
        return names;
    }

    /** As a YAML text that holds no variable. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replace("$", "$$") + "'";
    }
}
