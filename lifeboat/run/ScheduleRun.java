package lifeboat.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.config.ConfigVariables;
import lifeboat.config.JobConfig;
import lifeboat.schedule.Cron;
import lifeboat.schedule.Launch;
import lifeboat.schedule.Shift;
import lifeboat.schedule.Task;

/** Has cron, systemd or GitHub run backups and drills at the times of the configuration, or no more. */
public final class ScheduleRun {
    private final Context context;
    private final ScheduleRequest request;
    private final Path config;
    private final List<String> said = new ArrayList<>();

    private ScheduleRun(Context context, ScheduleRequest request) {
        this.context = context;
        this.request = request;
        this.config = context.config().file().orElseThrow(() -> UserError.usage("there is no configuration to schedule",
                "`backup init` writes one")).toAbsolutePath().normalize();
    }

    /** Does it; returns what was done, a line each. Done again, it changes nothing. */
    public static List<String> run(Context context, ScheduleRequest request) {
        return new ScheduleRun(context, request).install();
    }

    private List<String> install() {
        List<Task> tasks = request.remove() ? List.of() : tasks(context.config());
        if (tasks.isEmpty() && !request.remove()) {
            throw UserError.usage("no job has a schedule", "write schedule: daily 02:00 into a job of [" + config
                    + "], or at its top for all");
        }
        switch (request.way()) {
            case CRON -> said.addAll(new CronInstall(context, request, config).install(tasks, this::launch));
            case SYSTEMD -> said.addAll(new SystemdInstall(context, request, config).install(tasks, this::launch));
            default -> said.addAll(new GitHubInstall(context, request, config).install(tasks));
        }
        return said;
    }

    /** Those with the same time together; a set in place of its members if they are together. */
    static List<Task> tasks(Config config) {
        Map<Task, List<String>> groups = new LinkedHashMap<>();
        for (Task.Kind kind : Task.Kind.values()) {
            for (JobConfig job : config.jobs().values()) {
                Optional<Cron> cron = kind == Task.Kind.BACKUP ? job.schedule().backup() : job.schedule().drill();
                cron.ifPresent(when -> groups.computeIfAbsent(
                        new Task(kind, when, job.retention().zone(), List.of()), _ -> new ArrayList<>())
                        .add(job.name()));
            }
        }
        groups.forEach((task, names) -> config.sets().forEach((set, members) -> {
            if (task.kind() == Task.Kind.BACKUP && names.containsAll(members)) {
                names.removeAll(members);
                names.add(set);
            }
        }));
        return groups.entrySet().stream().map(group -> new Task(group.getKey().kind(), group.getKey().cron(),
                group.getKey().zone(), group.getValue())).toList();
    }

    private Launch launch() {
        List<String> launcher = !request.launcher().isEmpty() ? request.launcher()
                : context.env().get("LIFEBOAT_LAUNCHER").map(List::of).orElseThrow(() -> UserError.usage(
                        "it is not known how Lifeboat is started here",
                        "run this by ./jbang of a checkout, or say it: --launcher \"/usr/local/bin/jbang "
                        + "{}@OWNER/lifeboat\""));
        Path file = request.environment().map(path -> path.toAbsolutePath().normalize())
                .orElse(config.resolveSibling("lifeboat.env"));
        environment(file);
        return new Launch(launcher, config, file, System.getProperty("java.home"),
                request.user().orElse(System.getProperty("user.name")));
    }

    /** A file of variables is written once, and then left to people. */
    private void environment(Path file) {
        try {
            if (Files.exists(file)) {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
                if (rights.contains(PosixFilePermission.OTHERS_READ)
                        || rights.contains(PosixFilePermission.GROUP_READ)) {
                    context.out().warn("[" + file + "] can be read by others: chmod 600 it");
                }
                return;
            }
            StringBuilder text = new StringBuilder("# Variables for Lifeboat, read by cron's shell and by systemd:"
                    + " NAME='value', one a line.\n");
            ConfigVariables.of(config, context.env()).names()
                    .forEach(name -> text.append('#').append(name).append("=''\n"));
            said.add((request.dryRun() ? "would write " : "wrote ") + file
                    + " (0600): fill in the variables that are needed"
                    + (Files.exists(file.resolveSibling(".git")) ? "; never commit it" : ""));
            if (!request.dryRun()) {
                Files.createFile(file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, text, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw UserError.usage("cannot write [" + file + "]: " + e, "say another file with --env-file").because(e);
        }
    }

    /** What a person should know of times that another clock is told. */
    static Optional<String> note(Task task, ZoneId clock, Shift shift) {
        return !shift.drifts() && shift.crons().equals(List.of(task.cron())) ? Optional.empty()
                : Optional.of("note: the " + task.title()
                + " is at [" + task.cron().text() + "] by the clock of " + task.zone()
                + "; the times above are those of "
                + (clock.getId().equals("Z") ? "UTC" : clock.getId())
                + (shift.drifts() ? ", by standard time: while one of them has daylight saving time, it runs an hour "
                + "off" : ""));
    }
}
