package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Tool;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.S3ProxyServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of systemd and the line of cron: they are sound, and what they run makes a backup. */
class OutsideGitHubTest {
    private static final Pattern CRON = Pattern.compile("((?:[\\d*/,-]+ ){5})([a-z]+) (.+)");

    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Example example;
    private Path etc;

    @BeforeEach
    void prepare_the_machine() throws IOException {
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
        example = new Example(folder.resolve("example")).bucket("acme-backups").config("daily-postgres-s3");
        etc = Files.createDirectories(folder.resolve("etc"));
        Files.copy(example.machine().repository().resolve("lifeboat.yaml"), etc.resolve("lifeboat.yaml"));
        Map<String, String> environment = new TreeMap<>(S3ProxyServer.variables());
        environment.putAll(Map.of("DATABASE_URL", Example.url(server, database), "LIFEBOAT_RECIPIENTS",
                example.recipient(), "AWS_ENDPOINT_URL_S3", S3ProxyServer.shared().endpoint().toString()));
        StringBuilder lines = new StringBuilder();
        environment.forEach((name, value) -> lines.append(name).append("='").append(value).append("'\n"));
        Files.writeString(etc.resolve("environment"), lines);
    }

    /** A file of the examples, for this machine's folders instead of the usual ones. */
    private String here(String name) throws IOException {
        return Files.readString(Example.FOLDER.resolve(name))
                .replace("/opt/lifeboat/", example.machine().checkout() + "/").replace("/etc/lifeboat/", etc + "/");
    }

    private static String line(String text, String key) {
        return text.lines().filter(line -> line.startsWith(key)).findFirst().orElseThrow().substring(key.length());
    }

    private Tool.Result run(List<String> command, Map<String, String> environment) {
        return example.machine().command(folder, environment, command).run(Duration.ofMinutes(2));
    }

    @Test
    void the_units_of_systemd_are_sound_and_their_command_makes_a_backup() throws IOException {
        String service = here("systemd/lifeboat-backup.service");
        Files.writeString(folder.resolve("lifeboat-backup.service"), service);
        Files.writeString(folder.resolve("lifeboat-backup.timer"), here("systemd/lifeboat-backup.timer"));
        Tool.Result sound = Shell.in(folder).run("systemd-analyze verify --man=no ./lifeboat-backup.service"
                + " ./lifeboat-backup.timer && systemd-analyze calendar \"$1\"",
                line(here("systemd/lifeboat-backup.timer"), "OnCalendar="));
        assertEquals("", sound.errors());
        assertTrue(sound.ok() && sound.out().contains("Next elapse"), sound.out());

        Map<String, String> environment = new TreeMap<>(Map.of("PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "HOME",
                example.machine().variables().get("HOME")));
        Files.readAllLines(Path.of(line(service, "EnvironmentFile="))).forEach(entry ->
                environment.put(entry.replaceFirst("=.*", ""), entry.replaceFirst("[^=]*='(.*)'", "$1")));
        Tool.Result ran = run(List.of(line(service, "ExecStart=").split(" ")), environment);
        assertEquals(0, ran.code(), ran.out() + ran.errors());
        assertEquals(1, Example.backups("acme-backups"));
    }

    @Test
    void the_line_of_cron_is_sound_makes_a_backup_and_sends_mail_only_if_that_fails() throws IOException {
        String table = here("crontab");
        Matcher matcher = CRON.matcher(table.lines().filter(line -> line.matches("\\d.*")).findFirst().orElseThrow());
        assertTrue(matcher.matches(), "five fields, a user and a command");
        assertEquals("lifeboat", matcher.group(2));
        assertTrue(!matcher.group(3).contains("%"), "cron makes a line break of it");
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "SHELL", "/bin/sh", "LOGNAME", "lifeboat",
                "HOME", example.machine().variables().get("HOME"));
        List<String> command = List.of("/bin/sh", "-c", matcher.group(3));
        Tool.Result ran = run(command, environment);
        assertEquals(0, ran.code(), ran.out() + ran.errors());
        assertEquals("", ran.out() + ran.errors());
        assertEquals(1, Example.backups("acme-backups"));

        S3ProxyServer.shared().removeBucket("acme-backups");
        Tool.Result failed = run(command, environment);
        assertEquals(1, failed.code());
        assertTrue(failed.out().contains("error: backup of [orders] failed"), failed.out());
    }
}
