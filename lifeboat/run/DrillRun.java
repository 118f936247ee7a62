package lifeboat.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.Manifest;
import lifeboat.drill.Target;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.report.DrillReport;
import lifeboat.report.DrillReport.Verdict;

/** Proves backups: restores each into a throw-away database and compares it with what the source held. */
public final class DrillRun {
    private final Context context;
    private final DrillRequest request;

    private DrillRun(Context context, DrillRequest request) {
        this.context = context;
        this.request = request;
    }

    /** Drills what is asked for; how each went is in its report and in the journal of the store it was read from. */
    public static List<DrillReport> run(Context context, DrillRequest request) {
        return new DrillRun(context, request).all();
    }

    private List<DrillReport> all() {
        List<DrillReport> reports = new ArrayList<>();
        try (OpenStores stores = OpenStores.toRead(context, request.store(), request.job())) {
            Choice choice = Choice.of(context, stores, request.job(), request.selector(), request.all());
            choice.unreadable().forEach(problem -> reports.add(undone(problem.job(), problem.id(), problem.open().name(),
                    Verdict.FAILED, problem.error())));
            choice.missing().forEach(problem -> reports.add(undone(problem.job(), "none", stores.names(),
                    Verdict.UNABLE, problem.error())));
            for (Chosen chosen : choice.backups()) {
                DrillReport report = drill(chosen);
                note(chosen, report);
                reports.add(report);
            }
        }
        return reports;
    }

    private DrillReport undone(String job, String id, String store, Verdict verdict, UserError why) {
        return new DrillReport(job, id, store, verdict, targetOf(job), null, context.clock().instant(), 0, null, null,
                why.getMessage(), why.hint().orElse(null), Map.of());
    }

    private void note(Chosen chosen, DrillReport report) {
        try {
            Journals.drill(context, chosen, report);
        } catch (UserError e) {
            context.out().warn("the drill's result could not be noted in store [" + chosen.open().name() + "]: "
                    + e.getMessage());
        }
    }

    private DrillReport drill(Chosen chosen) {
        Attempt attempt = new Attempt(chosen);
        try {
            attempt.run();
        } catch (UserError e) {
            attempt.end(e);
        }
        return attempt.report();
    }

    private String targetOf(String job) {
        return request.target()
                .or(() -> Optional.ofNullable(context.config().jobs().get(job)).flatMap(j -> j.drillTarget()))
                .orElseGet(() -> Wiring.defaultTarget(context));
    }

    /** One backup's drill as far as it came. */
    private final class Attempt {
        private final Chosen chosen;
        private final Manifest manifest;
        private final Instant started = context.clock().instant();
        private final Phases phases = new Phases();
        private final String targetText;
        private String kind;
        private String instanceText;
        private Comparison comparison;
        private String control;
        private Verdict verdict = Verdict.UNABLE;
        private UserError error;

        Attempt(Chosen chosen) {
            this.chosen = chosen;
            this.manifest = chosen.manifest();
            this.targetText = targetOf(manifest.job());
            this.kind = targetText.replaceFirst("(?s)=.*", "");
        }

        void run() {
            Target target = Wiring.target(context, targetText, manifest);
            kind = target.kind();
            try (Workspace workspace = Workspace.create(context.env())) {
                FetchedParts parts = phases.time("fetch", () -> FetchedParts.fetch(context, chosen, workspace.folder(), false));
                try (Target.Instance instance = phases.time("start", () -> target.start(manifest))) {
                    instanceText = instance.describe();
                    phases.time("restore", () -> instance.restore(manifest, parts.files()));
                    Fingerprint copy = phases.time("compare", () -> compare(instance));
                    if (!comparison.passed()) {
                        verdict = Verdict.FAILED;
                        return;
                    }
                    phases.time("control", () -> control(instance, copy));
                }
            }
        }

        /** Compares, and says what the copy holds. */
        private Fingerprint compare(Target.Instance instance) {
            Fingerprint copy = instance.fingerprint(manifest.fingerprint());
            comparison = Comparison.of(manifest.fingerprint(), copy).with(instance.checks(manifest));
            if (comparison.passed()) {
                comparison = comparison.with(instance.checks(Wiring.demands(context, manifest)));
            }
            return copy;
        }

        /**
         * A comparison that cannot fail proves nothing: a changed copy must be noticed. Only the changed table is read
         * again; the comparison is the same.
         */
        private void control(Target.Instance instance, Fingerprint copy) {
            Optional<Target.Tampering> tampering = instance.tamper(manifest.fingerprint());
            if (tampering.isEmpty()) {
                control = "nothing to change: the backup holds no rows";
                verdict = Verdict.PASSED;
                return;
            }
            String title = tampering.get().table().title();
            Fingerprint changed = copy.with(title, instance.fingerprint(tampering.get().table()));
            String noticed = Comparison.of(manifest.fingerprint(), changed).tables().stream()
                    .filter(table -> table.title().equals(title) && !table.passed())
                    .map(table -> "table [" + title + "] " + table.detail()).findFirst()
                    .orElseThrow(() -> UserError.of(UserError.Kind.DRILL_UNABLE, "the negative control was not noticed: "
                            + tampering.get().done() + ", but the comparison still found no difference",
                            "this drill proves nothing; please report it"));
            control = tampering.get().done() + ": noticed, " + noticed;
            verdict = Verdict.PASSED;
        }

        void end(UserError e) {
            error = e;
            verdict = e.kind().orElse(UserError.Kind.DRILL_UNABLE) == UserError.Kind.BAD_BACKUP
                    ? Verdict.FAILED : Verdict.UNABLE;
        }

        DrillReport report() {
            return new DrillReport(manifest.job(), manifest.id(), chosen.open().name(), verdict, kind,
                    instanceText, started, Duration.between(started, context.clock().instant()).toMillis(), comparison,
                    control, error == null ? null : error.getMessage(),
                    error == null ? null : error.hint().orElse(null), phases.millis());
        }
    }
}
