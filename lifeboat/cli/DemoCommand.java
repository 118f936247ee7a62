package lifeboat.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.run.DemoRun;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Shows it all on a sample. */
@CommandLine.Command(
        description = "Show it on a sample shop: back up, drill, damage, restore.",
        footer = {"  backup demo", "  backup demo --dir ./look       keep it where you want to look at it"})
final class DemoCommand extends Command {
    @Option(names = "--dir", paramLabel = "DIR", order = 1,
            description = "where to; default a new folder among the temporary ones")
    private Path dir;

    DemoCommand(Session session) {
        super(session);
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.BACKUP_FAILED;
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.BACKUP_FAILED, ExitCode.RESTORE_FAILED, ExitCode.BAD_BACKUP, ExitCode.DRILL_UNABLE);
    }

    @Override
    public ExitCode call() {
        DemoRun.run(session().env(), console(), dir == null ? fresh() : dir);
        return ExitCode.DONE;
    }

    private Path fresh() {
        Path parent = Path.of(session().env().get("TMPDIR").orElseGet(() -> System.getProperty("java.io.tmpdir")));
        try {
            return Files.createTempDirectory(parent, "lifeboat-demo-");
        } catch (IOException e) {
            throw UserError.usage("cannot create a folder in [" + parent + "]: " + e.getMessage(),
                    "choose one with --dir").because(e);
        }
    }
}
