package lifeboat.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.schedule.Launch;
import lifeboat.schedule.SystemdUnits;
import lifeboat.schedule.Task;

/** Our services and timers of systemd. */
record SystemdInstall(Context context, ScheduleRequest request, Path config) {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final List<String> ENDINGS = List.of(".service", ".timer");

    /** Writes and enables them, or takes all out if there are no tasks; returns what was done. */
    List<String> install(List<Task> tasks, Supplier<Launch> launch) {
        Map<String, String> texts = tasks.isEmpty() ? new LinkedHashMap<>()
                : SystemdUnits.of(tasks, launch.get(), request.system());
        boolean live = request.root().isEmpty() && !request.dryRun();
        OwnFiles files = new OwnFiles(folder(), config, request.dryRun());
        List<String> changed = new ArrayList<>(files.write(texts));
        Set<String> stale = new TreeSet<>(files.others("lifeboat-", ENDINGS, texts.keySet()));
        if (live) {
            timers(stale.stream()).forEach(timer -> systemctl("disable", "--now", timer));
        }
        files.remove(stale);
        List<String> said = new ArrayList<>(files.said());
        if (stale.isEmpty() && texts.isEmpty()) {
            said.add("unchanged " + folder() + ": nothing of ours is there");
        }
        if (live && !(changed.isEmpty() && stale.isEmpty())) {
            systemctl("daemon-reload");
        }
        if (live) {
            timers(texts.keySet().stream()).stream().filter(timer -> changed.contains(timer) || !isEnabled(timer))
                    .forEach(timer -> {
                systemctl("enable", timer);
                systemctl("restart", timer);
                said.add("enabled " + timer);
            });
        }
        if (!request.system() && !texts.isEmpty() && !lingers()) {
            said.add("note: your own timers run only while you are logged in, until you say: loginctl enable-linger");
        }
        return said;
    }

    private boolean lingers() {
        return Files.exists(request.root().orElse(Path.of("/")).resolve("var/lib/systemd/linger")
                .resolve(System.getProperty("user.name")));
    }

    /** It is not where an earlier run was broken off. */
    private boolean isEnabled(String timer) {
        return command("is-enabled", "--quiet", timer).run(LIMIT).ok();
    }

    private static List<String> timers(Stream<String> names) {
        return names.filter(name -> name.endsWith(".timer")).toList();
    }

    private Path folder() {
        String system = request.system() ? "etc/systemd/system" : "etc/systemd/user";
        return request.root().map(root -> root.resolve(system)).orElseGet(() -> request.system() ? Path.of("/", system)
                : context.env().get("XDG_CONFIG_HOME").map(Path::of).orElse(context.env().home().resolve(".config"))
                        .resolve("systemd/user"));
    }

    private void systemctl(String... arguments) {
        Tool.Result result = command(arguments).run(LIMIT);
        if (!result.ok()) {
            throw UserError.usage("[systemctl " + String.join(" ", arguments) + "] failed: " + result.errors().strip(),
                    request.remove() ? "mend that, and run this again"
                    : "the files are written: mend that, and run this again");
        }
    }

    private Tool command(String... arguments) {
        String program = Tool.find("systemctl", context.env()).map(Path::toString).orElseThrow(() -> UserError.usage(
                "there is no [systemctl] on PATH", request.remove() ? "to remove the files alone say --root /"
                        : "the files are written; on another machine use --root"));
        return Tool.of(Stream.concat(request.system() ? Stream.of(program) : Stream.of(program, "--user"),
                Stream.of(arguments)).toList());
    }
}
