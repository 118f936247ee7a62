package lifeboat.cli;

import java.util.ArrayList;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.report.BucketReport;
import lifeboat.report.BucketText;
import lifeboat.report.Documents;
import lifeboat.run.BucketRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares and sets how buckets are set. */
@CommandLine.Command(
        description = {
            "Compare how the buckets of the named stores, or of all, are set with what is wanted of them:",
            "versioning, lifecycle rules, default lock; --apply sets what differs and reads it back. Rules that",
            "are not Lifeboat's stay. For Google it prints a document and commands instead."
        },
        footer = {"  backup bucket                                what differs", "  backup bucket offsite --apply",
                "  backup bucket 's3://acme-backups/prod?region=eu-central-1' --json"})
final class BucketCommand extends Command {
    @Parameters(paramLabel = "STORE", arity = "0..*", description = "names or URLs of stores; none means all")
    private List<String> stores = new ArrayList<>();

    @Option(names = "--apply", order = 1, description = "set what differs")
    private boolean apply;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    BucketCommand(Session session) {
        super(session);
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.UNHEALTHY;
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.UNHEALTHY);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Config read = config.read(session().env());
        List<BucketReport> reports = BucketRun.run(context(read), stores, apply);
        ExitCode code = reports.stream().allMatch(BucketReport::ok) ? ExitCode.DONE : ExitCode.UNHEALTHY;
        show(BucketText.of(reports, console().paint()), Documents.buckets(reports, code.code()));
        for (BucketReport report : reports) {
            report.warnings().forEach(warning -> console().warn("store [" + report.store() + "]: " + warning));
            if (report.error() != null) {
                console().error("store [" + report.store() + "]: " + report.error(), report.hint());
            } else if (!report.ok()) {
                console().error("store [" + report.store() + "]: the bucket is not set as wanted",
                        "the same command with --apply sets it");
            }
        }
        return code;
    }
}
