package lifeboat.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.schedule.CronTab;
import lifeboat.schedule.Launch;
import lifeboat.schedule.Shift;
import lifeboat.schedule.Task;

/** Our lines in the user's crontab, or in {@code /etc/cron.d/lifeboat}. */
record CronInstall(Context context, ScheduleRequest request, Path config) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Puts them in, or takes them out if there are no tasks; returns what was done. */
    List<String> install(List<Task> tasks, Supplier<Launch> launch) {
        List<String> said = new ArrayList<>();
        CronTab marks = new CronTab(config);
        ZoneId clock = ZoneId.systemDefault();
        List<Shift> shifts = tasks.stream()
                .map(task -> Shift.of(task.cron(), task.zone(), clock, context.clock().instant()))
                .toList();
        Optional<List<String>> lines = tasks.isEmpty() ? Optional.empty()
                : Optional.of(marks.lines(tasks, shifts, launch.get(), request.root().isPresent()));
        String before = request.root().isPresent() ? file() : crontab();
        String after = marks.put(before, lines);
        String where = request.root().map(root -> root.resolve("etc/cron.d/lifeboat").toString())
                .orElse("the crontab of " + System.getProperty("user.name"));
        if (before.equals(after)) {
            said.add("unchanged " + where);
        } else {
            said.add((request.dryRun() ? "would write " : tasks.isEmpty() ? "removed our lines from " : "wrote ")
                    + where);
            if (!request.dryRun()) {
                store(after);
            }
        }
        lines.orElse(List.of()).forEach(line -> said.add("  " + line));
        for (int i = 0; i < tasks.size(); i++) {
            ScheduleRun.note(tasks.get(i), clock, shifts.get(i)).ifPresent(said::add);
        }
        return said;
    }

    private Path path() {
        return request.root().orElseThrow().resolve("etc/cron.d/lifeboat");
    }

    private String file() {
        try {
            return Files.exists(path()) ? Files.readString(path()) : "";
        } catch (IOException e) {
            throw UserError.usage("cannot read [" + path() + "]: " + e, null).because(e);
        }
    }

    private void store(String text) {
        try {
            if (request.root().isEmpty()) {
                replaceCrontab(text);
            } else if (text.isEmpty()) {
                Files.delete(path());
            } else {
                Files.createDirectories(path().getParent());
                Files.writeString(path(), text);
                // cron passes over a file that a group may write
                Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw UserError.usage("cannot write [" + path() + "]: " + e, "run this as root").because(e);
        }
    }

    private String program() {
        return Tool.find("crontab", context.env()).map(Path::toString).orElseThrow(() -> UserError.usage(
                "there is no [crontab] on PATH", "install cron, or use --systemd"));
    }

    private String crontab() {
        Tool.Result result = Tool.of(program(), "-l").env("LC_ALL", "C").run(LIMIT);
        if (!result.ok() && !result.errors().contains("no crontab for")) {
            throw UserError.usage("[crontab -l] failed: " + result.errors().strip(), null);
        }
        String tab = result.ok() ? result.out() : "";
        return tab.isEmpty() || tab.endsWith("\n") ? tab : tab + "\n";
    }

    private void replaceCrontab(String text) throws IOException {
        try (Workspace workspace = Workspace.create(context.env())) {
            Path file = Files.writeString(workspace.file("crontab"), text);
            Tool.Result result = Tool.of(program(), "-").input(file).run(LIMIT);
            if (!result.ok()) {
                throw UserError.usage("[crontab -] failed: " + result.errors().strip(), "nothing was changed");
            }
        }
    }
}
