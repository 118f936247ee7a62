package lifeboat.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeboat.report.Clean;
import lifeboat.run.InitRun;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Writes a first configuration. */
@CommandLine.Command(
        description = "Write a commented lifeboat.yaml and a fresh age key pair.",
        footer = {"  backup init", "  backup init --dir /etc/lifeboat"})
final class InitCommand extends Command {
    @Option(names = "--dir", paramLabel = "DIR", order = 1, description = "where to; default the current folder")
    private Path dir = Path.of("");

    @Option(names = "--force", order = 2,
            description = "replace a configuration that is there; a key is never replaced")
    private boolean force;

    InitCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        InitRun.InitResult made = InitRun.run(session().env(), dir, force);
        List<String> lines = new ArrayList<>();
        lines.add("configuration  " + Clean.line(made.config().toString()));
        lines.add("secret key     " + Clean.line(made.identityFile().toString()));
        lines.add("public key     " + made.recipient());
        lines.add("");
        made.notes().forEach(note -> lines.add("- " + Clean.line(note)));
        console().lines(lines);
        return ExitCode.DONE;
    }
}
