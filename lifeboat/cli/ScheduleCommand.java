package lifeboat.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.run.ScheduleRequest;
import lifeboat.run.ScheduleRequest.Way;
import lifeboat.run.ScheduleRun;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has somebody run backups and drills at the times of the configuration. */
@CommandLine.Command(
        description = {
            "Have cron, systemd or GitHub run backups and drills at the times that `schedule` says in the",
            "configuration. Run again after a change; without one it changes nothing. What it did not write stays."
        },
        footer = {
            "  backup schedule --cron --dry-run                       what would be written",
            "  backup schedule --cron                                 into your crontab",
            "  backup schedule --systemd --system --user backup       for this machine, as that user",
            "  backup schedule --github --lifeboat OWNER/lifeboat@COMMIT",
            "  backup schedule --systemd --system --remove"
        })
final class ScheduleCommand extends Command {
    @ArgGroup(exclusive = true, multiplicity = "0..1", order = 1)
    private Ways ways;

    /** Who runs it. */
    static final class Ways {
        @Option(names = "--github", required = true, order = 1,
                description = "write workflows into .github/workflows of the configuration's repository")
        private boolean github;

        @Option(names = "--cron", required = true, order = 2,
                description = "put lines into your crontab; with --root into etc/cron.d/lifeboat")
        private boolean cron;

        @Option(names = "--systemd", required = true, order = 3,
                description = "write your own units and timers, and enable them")
        private boolean systemd;
    }

    @Option(names = "--system", order = 4, description = "with --systemd: units of the machine instead of your own")
    private boolean system;

    @Option(names = "--remove", order = 5, description = "take out what was written, and nothing else")
    private boolean remove;

    @Option(names = "--dry-run", order = 6, description = "only print it")
    private boolean dryRun;

    @Option(names = "--root", paramLabel = "DIR", order = 7,
            description = "write below this folder instead of /, and enable nothing; for --github the repository")
    private Path root;

    @Option(names = "--user", paramLabel = "USER", order = 8,
            description = "who runs it, where units of the machine and etc/cron.d name one; default you")
    private String user;

    @Option(names = "--env-file", paramLabel = "FILE", order = 9,
            description = "the file of variables; default lifeboat.env beside the configuration, written if there is "
                    + "none")
    private Path environment;

    @Option(names = "--launcher", paramLabel = "WORDS", order = 10,
            description = "what starts Lifeboat, with {} for backup or verify; default the ./jbang that started this")
    private String launcher;

    @Option(names = "--lifeboat", paramLabel = "OWNER/REPO@COMMIT", order = 11,
            description = "for --github: which Lifeboat the workflows run")
    private String lifeboat;

    @Mixin
    private ConfigOption config = new ConfigOption();

    ScheduleCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        if (ways == null) {
            throw UserError.usage("nothing says who is to run the jobs", "say --cron, --systemd or --github");
        }
        Way way = ways.cron ? Way.CRON : ways.systemd ? Way.SYSTEMD : Way.GITHUB;
        if (system && way != Way.SYSTEMD) {
            throw UserError.usage("--system is for --systemd", "for cron of the machine say --root /");
        }
        if (user != null && !user.matches("[A-Za-z_][A-Za-z0-9_.-]{0,31}")) {
            throw UserError.usage("[" + user + "] cannot be a user's name", null);
        }
        Config read = config.plan(session().env());
        console().lines(ScheduleRun.run(context(read), new ScheduleRequest(way, remove, dryRun,
                Optional.ofNullable(root).map(folder -> folder.toAbsolutePath().normalize()), system,
                launcher == null ? List.of() : List.of(launcher.strip().split("\\s+")), Optional.ofNullable(user),
                Optional.ofNullable(environment), Optional.ofNullable(lifeboat))));
        return ExitCode.DONE;
    }
}
