package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules for cron and systemd: what is installed is run as they would run it. */
class ScheduleTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Path config;
    private Path root;

    /** In a folder whose name has what cron and systemd stumble over. */
    @BeforeEach
    void make_an_application() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("it's 100% ops"));
        root = folder.resolve("root");
        scene = new Scene(odd);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        scene.sqlite("users.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)");
        config = Files.writeString(odd.resolve("lifeboat.yaml"), """
                stores: { local: ./backups }
                keys: { recipients: "${PUBLIC_KEY}" }
                schedule: daily 02:00
                jobs:
                  shop: { source: "${SHOP}", drill: { target: local, schedule: weekly sun 04:00 } }
                  users: { source: "sqlite:users.db", drill: { schedule: weekly sun 04:00 } }
                  orders: { source: "sqlite:shop.db", schedule: hourly }
                  never: { source: "sqlite:users.db", schedule: none }
                """);
        Path launcher = Files.writeString(odd.resolve("start it"), "#!/bin/sh\nexec '" + System.getProperty("java.home")
                + "/bin/java' --enable-native-access=ALL-UNNAMED -cp '" + System.getProperty("java.class.path")
                + "' lifeboat.run.CommandProcess \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        scene.with("LIFEBOAT_LAUNCHER", launcher.toString());
    }

    private List<String> schedule(String... args) {
        return scene.run("backup",
                Stream.of(Stream.of("schedule"), Stream.of(args), Stream.of("--config", config.toString()))
                .flatMap(words -> words).toArray()).expect(0).out().lines().toList();
    }

    private void fillIn() throws IOException {
        Path file = config.resolveSibling("lifeboat.env");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.readString(file).endsWith("#PUBLIC_KEY=''\n#SHOP=''\n"), Files.readString(file));
        Files.writeString(file, "PUBLIC_KEY='" + scene.keys.recipient() + "'\nSHOP='sqlite:shop.db'\n",
                StandardOpenOption.APPEND);
    }

    /** As cron does it: with hardly any variable, and a bare percent sign would end the command. */
    private void runAsCron(String command) {
        assertFalse(command.replace("\\%", "").contains("%"), command);
        Shell.in(folder).must("exec env -i HOME=\"$1\" LOGNAME=root SHELL=/bin/sh PATH=/usr/bin:/bin /bin/sh -c \"$2\"",
                scene.folder.toString(), command.replace("\\%", "%"));
    }

    @Test
    void lines_of_cron_d_back_up_and_go_without_a_trace() throws IOException {
        Path file = root.resolve("etc/cron.d/lifeboat");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "# of somebody else\n1 1 * * * root true\n");
        schedule("--cron", "--root", root.toString(), "--user", "backup");
        String written = Files.readString(file);
        List<String> lines = written.lines().toList();
        assertTrue(lines.get(3).startsWith("0 2 * * * backup cd ") && lines.get(3).endsWith(" -- shop users"), written);
        assertTrue(lines.get(4).startsWith("0 * * * * backup cd ") && lines.get(4).endsWith(" -- orders"), written);
        assertTrue(lines.get(5).startsWith("0 4 * * 0 backup cd "), written);
        assertEquals(7, lines.size(), written);
        fillIn();
        assertTrue(schedule("--cron", "--root", root.toString(), "--user", "backup").contains("unchanged " + file));
        assertEquals(written, Files.readString(file));
        runAsCron(lines.get(3).substring("0 2 * * * backup ".length()));
        assertEquals(List.of(1, 1, 0), Stream.of("shop", "users", "orders").map(job -> scene.backups(job).size())
                .toList());
        schedule("--cron", "--root", root.toString(), "--remove");
        assertEquals("# of somebody else\n1 1 * * * root true\n", Files.readString(file));
    }

    @Test
    void the_real_crontab_keeps_all_other_lines() throws IOException {
        Shell shell = Shell.in(folder);
        String before = shell.run("crontab -l").out();
        try {
            shell.must("printf '%s\\n' '# mine' '5 5 * * * true 100\\%' | crontab -");
            schedule("--cron");
            String tab = shell.must("crontab -l");
            assertTrue(tab.startsWith("# mine\n5 5 * * * true 100\\%\n# BEGIN lifeboat "), tab);
            fillIn();
            runAsCron(tab.lines().filter(line -> line.endsWith(" -- orders")).findFirst().orElseThrow()
                    .substring("0 * * * * ".length()));
            assertEquals(1, scene.backups("orders").size());
            List<String> again = schedule("--cron");
            assertTrue(again.getFirst().startsWith("unchanged the crontab of "), again + "\n" + tab);
            assertEquals(tab, shell.must("crontab -l"));
            assertTrue(schedule("--cron", "--remove", "--dry-run").getFirst().startsWith("would write the crontab"));
            assertEquals(tab, shell.must("crontab -l"));
            schedule("--cron", "--remove");
            assertEquals("# mine\n5 5 * * * true 100\\%", shell.must("crontab -l"));
        } finally {
            shell.must(before.isEmpty() ? "crontab -r" : "printf '%s' \"$1\" | crontab -", before);
        }
    }

    @Test
    void units_are_valid_and_their_command_backs_up() throws IOException {
        List<String> said = schedule("--systemd", "--system", "--root", root.toString(), "--user", "root");
        Path units = root.resolve("etc/systemd/system");
        assertEquals(9, said.size(), said::toString);
        for (String unit : List.of("lifeboat-backup-shop", "lifeboat-backup-orders", "lifeboat-drill-shop",
                "lifeboat-drill-users")) {
            Shell.in(units).must("systemd-analyze verify --man=no ./" + unit + ".service ./" + unit + ".timer");
        }
        assertTrue(Files.readString(units.resolve("lifeboat-drill-users.timer"))
                .contains("OnCalendar=Sun *-*-* 04:00:00 UTC"));
        fillIn();
        runAsSystemd(Files.readAllLines(units.resolve("lifeboat-backup-shop.service")));
        assertEquals(List.of(1, 1, 0), Stream.of("shop", "users", "orders").map(job -> scene.backups(job).size())
                .toList());
        assertTrue(schedule("--systemd", "--system", "--root", root.toString(), "--user", "root").stream()
                .allMatch(line -> line.startsWith("unchanged ")));
    }

    /** With the variables, the folder and the words of the unit, percent signs as systemd reads them. */
    private void runAsSystemd(List<String> unit) {
        Map<String, String> keys = new TreeMap<>();
        unit.stream().filter(line -> line.contains("=")).forEach(line -> keys.put(line.substring(0, line.indexOf('=')),
                line.substring(line.indexOf('=') + 1).replace("%%", "%")));
        Shell.in(Path.of(keys.get("WorkingDirectory")))
                .must("set -a; . \"$1\"; set +a; exec env " + keys.get("Environment") + " "
                + keys.get("ExecStart"), keys.get("EnvironmentFile"));
    }

    @Test
    void timers_are_enabled_once_and_disabled_before_they_go() throws IOException {
        Path log = folder.resolve("log");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.writeString(bin.resolve("systemctl"), "#!/bin/sh\necho \"$*\" >> '" + log + "'\n");
        bin.resolve("systemctl").toFile().setExecutable(true);
        scene.with("PATH", bin + ":" + scene.variables().get("PATH")).with("HOME", folder.toString());
        schedule("--systemd");
        List<String> calls = Files.readAllLines(log);
        assertEquals("--user daemon-reload", calls.getFirst());
        assertTrue(calls.contains("--user enable lifeboat-backup-orders.timer") && calls.size() == 9, calls::toString);
        Files.delete(log);
        schedule("--systemd");
        assertTrue(Files.readAllLines(log).stream().allMatch(call -> call.startsWith("--user is-enabled ")));
        Files.delete(log);
        Files.writeString(config, Files.readString(config).replace("schedule: hourly", "schedule: none"));
        schedule("--systemd");
        assertEquals("--user disable --now lifeboat-backup-orders.timer", Files.readAllLines(log).getFirst());
        Path units = folder.resolve(".config/systemd/user");
        Path foreign = Files.writeString(units.resolve("lifeboat-of-others.timer"), "[Timer]\n");
        schedule("--systemd", "--remove");
        assertEquals(foreign, onlyFile(units));
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.getFirst();
        }
    }

    @Test
    void files_of_others_and_files_that_were_changed_are_never_overwritten() throws IOException {
        Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
        Path file = Files.writeString(units.resolve("lifeboat-backup-shop.service"), "[Service]\n");
        Scene.Ran ran = scene.run("backup", "schedule", "--systemd", "--system", "--root", root, "--config", config)
                .expect(2);
        assertTrue(ran.err().contains("[" + file + "] was not written from this configuration"), ran.err());
        assertEquals(file, onlyFile(units));
        Files.delete(file);
        schedule("--systemd", "--system", "--root", root.toString());
        Files.writeString(file, "Nice=5\n", StandardOpenOption.APPEND);
        ran = scene.run("backup", "schedule", "--systemd", "--system", "--root", root, "--config", config).expect(2);
        assertTrue(ran.err().contains("was changed since it was written"), ran.err());
        scene.run("backup", "schedule", "--systemd", "--system", "--root", root, "--remove", "--config", config)
                .expect(2);
        assertTrue(Files.readString(file).endsWith("Nice=5\n"));
    }

    @Test
    void a_unit_of_another_configuration_is_named_and_stays() throws IOException {
        schedule("--systemd", "--system", "--root", root.toString());
        Path other = Files.copy(config, folder.resolve("other.yaml"));
        Scene.Ran ran = scene.run("backup", "schedule", "--systemd", "--system", "--root", root, "--config", other)
                .expect(2);
        assertTrue(ran.err().contains("was written from another configuration [" + config + "]"), ran.err());
        assertTrue(Files.readString(root.resolve("etc/systemd/system/lifeboat-backup-shop.service"))
                .contains(config.toString().replace("%", "%%")));
    }

    @Test
    void the_file_of_variables_is_not_for_the_repository() throws IOException {
        Files.createDirectory(config.resolveSibling(".git"));
        assertTrue(schedule("--cron", "--root", root.toString()).getFirst().endsWith("needed; never commit it"));
    }

    @Test
    void timers_of_ones_own_say_that_they_end_with_the_login() throws IOException {
        String note = "loginctl enable-linger";
        assertTrue(schedule("--systemd", "--root", root.toString()).getLast().endsWith(note));
        Files.createFile(Files.createDirectories(root.resolve("var/lib/systemd/linger"))
                .resolve(System.getProperty("user.name")));
        assertFalse(schedule("--systemd", "--root", root.toString()).getLast().endsWith(note));
        assertFalse(schedule("--systemd", "--system", "--root", root.toString()).getLast().endsWith(note));
    }

    @Test
    void without_systemctl_the_files_can_be_removed() throws IOException {
        scene.with("PATH", folder.toString()).with("HOME", folder.toString());
        Scene.Ran ran = scene.run("backup", "schedule", "--systemd", "--config", config).expect(2);
        assertTrue(ran.err().contains("the files are written"), ran.err());
        ran = scene.run("backup", "schedule", "--systemd", "--remove", "--config", config).expect(2);
        assertTrue(ran.err().contains("to remove the files alone say --root"), ran.err());
    }

    @Test
    void cron_gets_a_file_that_it_reads_and_lines_that_stand_twice_are_an_error() throws IOException {
        Path file = Files.createDirectories(root.resolve("etc/cron.d")).resolve("lifeboat");
        Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString("rw-rw-r--"));
        schedule("--cron", "--root", root.toString());
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String twice = Files.readString(file).repeat(2);
        Files.writeString(file, twice);
        for (String option : List.of("--dry-run", "--remove")) {
            Scene.Ran ran = scene.run("backup", "schedule", "--cron", "--root", root, option, "--config", config)
                    .expect(2);
            assertTrue(ran.err().contains("more than once"), ran.err());
        }
        assertEquals(twice, Files.readString(file));
    }

    @Test
    void github_gets_no_job_whose_backups_would_go_with_the_runner() throws IOException {
        Files.createDirectory(config.resolveSibling(".git"));
        Scene.Ran ran = scene.run("backup", "schedule", "--github", "--config", config, "--lifeboat",
                "acme/lifeboat@" + "0".repeat(40)).expect(2);
        assertTrue(ran.err().contains("job [shop] has its backups in a folder alone [local]"), ran.err());
        assertTrue(Files.notExists(config.resolveSibling(".github")));
    }

    @Test
    void a_dry_run_writes_nothing() throws IOException {
        List<String> said = schedule("--systemd", "--system", "--root", root.toString(), "--dry-run");
        assertTrue(said.contains("  OnCalendar=*-*-* 02:00:00 UTC"), said::toString);
        schedule("--cron", "--root", root.toString(), "--dry-run");
        assertTrue(Files.notExists(root) && Files.notExists(config.resolveSibling("lifeboat.env")));
    }

    @Test
    void what_is_missing_is_said() throws IOException {
        scene.run("backup", "schedule", "--config", config).expect(2);
        scene.run("backup", "schedule", "--cron", "--systemd", "--config", config).expect(2);
        scene.run("backup", "schedule", "--cron", "--system", "--config", config).expect(2);
        scene.without("LIFEBOAT_LAUNCHER");
        Scene.Ran ran = scene.run("backup", "schedule", "--cron", "--root", root, "--config", config).expect(2);
        assertTrue(ran.err().contains("--launcher"), ran.err());
        Files.writeString(config, Files.readString(config)
                .replaceAll("(?m)^schedule.*\n|schedule: [a-z]+( sun)?( [0-9:]+)?", ""));
        ran = scene.run("backup", "schedule", "--cron", "--root", root, "--config", config).expect(2);
        assertTrue(ran.err().contains("no job has a schedule"), ran.err());
    }
}
