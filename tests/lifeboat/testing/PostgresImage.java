package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import lifeboat.base.Tool;

/**
 * Images that behave as the official {@code postgres} ones do, made from Debian's or Ubuntu's packages: the same
 * entrypoint as seen from outside, with {@code POSTGRES_PASSWORD}, {@code POSTGRES_USER}, {@code POSTGRES_DB},
 * {@code POSTGRES_INITDB_ARGS} and {@code POSTGRES_HOST_AUTH_METHOD}. The unpacked packages are kept as an archive in
 * the tests' cache folder.
 */
public final class PostgresImage {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Map<String, Map<Integer, String>> SUITES = Map.of(
            "debian", Map.of(13, "bullseye", 15, "bookworm", 17, "trixie"),
            "ubuntu", Map.of(14, "jammy", 16, "noble"));
    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String ENTRYPOINT = """
            #!/bin/bash
            # What the official image's entrypoint does, as far as anybody can tell from outside.
            set -eo pipefail
            if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi
            if [ "$1" != postgres ]; then exec "$@"; fi
            if [ "$(id -u)" = 0 ]; then
                mkdir -p "$PGDATA" /var/run/postgresql
                chmod 700 "$PGDATA"
                chmod 3775 /var/run/postgresql
                chown -R postgres "$PGDATA" /var/run/postgresql
                exec setpriv --reuid=postgres --regid=postgres --init-groups "$BASH_SOURCE" "$@"
            fi
            if [ ! -s "$PGDATA/PG_VERSION" ]; then
                : "${POSTGRES_USER:=postgres}" "${POSTGRES_DB:=$POSTGRES_USER}"
                if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
                    echo "Error: Database is uninitialized and superuser password is not specified." >&2
                    exit 1
                fi
                eval 'initdb -U "$POSTGRES_USER" --pwfile=<(printf "%s\\n" "$POSTGRES_PASSWORD")' \\
                    "$POSTGRES_INITDB_ARGS"
                printf '\\nhost all all all %s\\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" \\
                    >> "$PGDATA/pg_hba.conf"
                temporary=("${@:2}" -c listen_addresses= -p 5432)
                PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -o "$(printf '%q ' "${temporary[@]}")" -w start
                if [ "$POSTGRES_DB" != postgres ]; then
                    psql -v ON_ERROR_STOP=1 -X -U "$POSTGRES_USER" -d postgres -v db="$POSTGRES_DB" \\
                        <<< 'CREATE DATABASE :"db";'
                fi
                PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -m fast -w stop
                echo 'PostgreSQL init process complete; ready for start up.'
            fi
            exec "$@"
            """;
    private static final String PACK = """
            set -eu
            suite=$1 mirror=$2 major=$3 entrypoint=$4 archive=$5
            tree=$(mktemp -d)
            trap 'rm -rf "$tree"' EXIT
            chmod 755 "$tree"
            debootstrap --variant=minbase --include=postgresql-$major,sqlite3 "$suite" "$tree" "$mirror" >&2
            cd "$tree"
            rm -rf var/cache/apt/archives/*.deb var/lib/apt/lists/* usr/share/doc usr/share/man usr/share/locale
            rm -rf usr/lib/*/libLLVM* usr/lib/llvm* usr/lib/postgresql/*/lib/llvmjit.so usr/lib/postgresql/*/lib/bitcode
            rm -rf var/lib/postgresql/*
            install -m 755 "$entrypoint" usr/local/bin/docker-entrypoint.sh
            sed -i "s/^#listen_addresses = 'localhost'/listen_addresses = '*'/" \\
                usr/share/postgresql/$major/postgresql.conf.sample
            tar -cf - . | zstd -q -3 -T0 -f -o "$archive.part"
            mv "$archive.part" "$archive"
            """;

    /** Archives and images made in another way than this are made anew. */
    private static final String RECIPE = Integer.toHexString((ENTRYPOINT + PACK).hashCode());

    private PostgresImage() {}

    /** The image {@code postgres:MAJOR} of the version that is installed on this machine. */
    public static String installed(ContainerEngine engine) {
        int major = PostgresBinaries.installed().getLast();
        return packaged(engine, major);
    }

    /** The image {@code postgres:MAJOR} with server and clients, from the distribution's release that has it. */
    public static synchronized String packaged(ContainerEngine engine, int major) {
        String name = "postgres:" + major;
        if (!engine.run("image", "inspect", "--format", "{{.Config.Labels.recipe}}", name).out().strip()
                .equals(RECIPE)) {
            List<String> command = new ArrayList<>(List.of("sh", "-c", "zstd -dcq \"$0\" | \"$@\"",
                    archive(major).toString()));
            command.addAll(engine.command("import"));
            for (String change : List.of("ENTRYPOINT [\"docker-entrypoint.sh\"]", "CMD [\"postgres\"]",
                    "ENV PATH=" + path(major), "ENV PGDATA=/var/lib/postgresql/data", "ENV LANG=C.UTF-8",
                    "LABEL recipe=" + RECIPE, "VOLUME /var/lib/postgresql/data", "EXPOSE 5432")) {
                command.addAll(List.of("--change", change));
            }
            command.addAll(List.of("-", name));
            Tool.Result result = Tool.of(command).env(engine.variables()).run(LIMIT);
            if (!result.ok()) {
                throw new IllegalStateException("the import of " + name + " failed: " + result.errors());
            }
        }
        return name;
    }

    /** The installed version's image after a shell command was run in it as root. */
    public static synchronized String changed(ContainerEngine engine, String name, String command) {
        if (!engine.run("image", "inspect", name).ok()) {
            String container = engine.must("create", "--network", "none", "--entrypoint", "sh", installed(engine), "-c",
                    command).strip();
            engine.must("start", "-a", container);
            engine.must("commit", "--change", "ENTRYPOINT [\"docker-entrypoint.sh\"]", "--change",
                    "CMD [\"postgres\"]", container, name);
            engine.must("rm", "-v", container);
        }
        return name;
    }

    /** An image with the server of any version that {@link PostgresBinaries} has, on top of the installed one's. */
    public static synchronized String serverOnly(ContainerEngine engine, int major) {
        String name = "server:" + major;
        if (!engine.run("image", "inspect", name).ok()) {
            String base = installed(engine);
            String container = engine.must("create", base).strip();
            engine.must("cp", PostgresBinaries.of(major).getParent() + "/.", container + ":/usr/local/pgsql");
            engine.must("commit", "--change", "ENV PATH=/usr/local/pgsql/bin:"
                    + path(PostgresBinaries.installed().getLast()), container, name);
            engine.must("rm", "-v", container);
        }
        return name;
    }

    private static String path(int major) {
        return SYSTEM_PATH + ":/usr/lib/postgresql/" + major + "/bin";
    }

    private static Path archive(int major) {
        try {
            String suite = suite(major);
            Path archive = PostgresBinaries.cache().resolve("images/postgres-" + major + "-" + suite + "-" + RECIPE
                    + ".tar.zst");
            if (!Files.exists(archive)) {
                Files.createDirectories(archive.getParent());
                Path entrypoint = Files.writeString(Files.createTempFile("entrypoint", ".sh"), ENTRYPOINT);
                Files.setPosixFilePermissions(entrypoint, PosixFilePermissions.fromString("rwxr-xr-x"));
                List<String> command = new ArrayList<>(DockerEngine.root());
                command.addAll(List.of("sh", "-c", PACK, "sh", suite, mirror(), String.valueOf(major),
                        entrypoint.toString(), archive.toString()));
                PostgresBinaries.run(archive.getParent(), command);
                Files.delete(entrypoint);
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String suite(int major) throws IOException {
        String suite = SUITES.getOrDefault(system("ID"), Map.of()).get(major);
        if (suite == null && major == PostgresBinaries.installed().getLast()) {
            return system("VERSION_CODENAME");
        }
        if (suite == null) {
            throw new IllegalStateException("no release of " + system("ID") + " is known to have PostgreSQL " + major);
        }
        return suite;
    }

    private static String system(String key) throws IOException {
        Properties release = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("/etc/os-release"))) {
            release.load(reader);
        }
        return release.getProperty(key, "").replace("\"", "");
    }

    /** The first mirror of this machine's own package sources. */
    private static String mirror() throws IOException {
        for (Path file : List.of(Path.of("/etc/apt/sources.list.d/debian.sources"),
                Path.of("/etc/apt/sources.list.d/ubuntu.sources"), Path.of("/etc/apt/sources.list"))) {
            if (Files.isReadable(file)) {
                try (Stream<String> lines = Files.lines(file)) {
                    var found = lines.filter(line -> line.startsWith("URIs:") || line.startsWith("deb "))
                            .flatMap(line -> Stream.of(line.split("\\s+"))).filter(word -> word.startsWith("http"))
                            .findFirst();
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
            }
        }
        throw new IllegalStateException("no package mirror is configured on this machine");
    }
}
