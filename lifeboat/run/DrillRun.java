package lifeboat.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.Objectives;
import lifeboat.container.Engine;
import lifeboat.drill.Target;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.report.DrillReport;
import lifeboat.report.DrillReport.Verdict;
import lifeboat.report.Recovery;

/** Proves backups: restores each into a throw-away database and compares it with what the source held. */
public final class DrillRun {
    private final Context context;
    private final DrillRequest request;

    private DrillRun(Context context, DrillRequest request) {
        this.context = context;
        this.request = request;
    }

    /**
     * Drills what is asked for; how each went is in its report and in the journal of the store it was read from.
     *
     * @throws UserError of kind USAGE if what is asked for means nothing; nothing was drilled then
     */
    public static List<DrillReport> run(Context context, DrillRequest request) {
        Engine.requireKnown(context.env());
        return new DrillRun(context, request).all();
    }

    private List<DrillReport> all() {
        List<DrillReport> reports = new ArrayList<>();
        try (OpenStores stores = OpenStores.toRead(context, request.store(), request.job())) {
            Rotation rotation = rotation(stores);
            Choice choice = rotation.choice();
            choice.unreadable().forEach(problem -> reports.add(undone(problem.job(), problem.id(),
                    problem.open().name(),
                    Verdict.FAILED, problem.error())));
            choice.missing().forEach(problem -> reports.add(undone(problem.job(), "none", problem.store(),
                    verdict(problem.error()), problem.error())));
            List<Supplier<List<DrillReport>>> drills = new ArrayList<>();
            for (int i = 0; i < choice.backups().size(); i++) {
                Chosen chosen = choice.backups().get(i);
                AgeClass age = rotation.ages().isEmpty() ? null : rotation.ages().get(i);
                DrillRun one = choice.backups().size() == 1 ? this : new DrillRun(chosen.about(context), request);
                drills.add(() -> one.drill(stores, chosen, age));
            }
            Parallel.run(context.parallel(), drills).forEach(reports::addAll);
        }
        return reports;
    }

    private List<DrillReport> drill(OpenStores stores, Chosen chosen, AgeClass age) {
        return request.anyStore() ? drillAnyCopy(stores, chosen) : List.of(drill(chosen, age).report());
    }

    /** What is asked for; the ages are known only if it is a rotation. */
    private Rotation rotation(OpenStores stores) {
        return switch (request.which()) {
            case DrillRequest.Rotating(int count) -> Rotation.of(context, stores, request.job(), count);
            case DrillRequest.LatestInEachStore() ->
                new Rotation(Choice.latestInEachStore(context, stores, request.job()), List.of());
            case DrillRequest.Each() ->
                new Rotation(Choice.of(context, stores, request.job(), "latest", true, request.store()), List.of());
            case DrillRequest.One(String selector) ->
                new Rotation(Choice.of(context, stores, request.job(), selector, false, request.store()), List.of());
        };
    }

    private static Verdict verdict(UserError e) {
        return e.kind().equals(Optional.of(UserError.Kind.BAD_BACKUP)) ? Verdict.FAILED : Verdict.UNABLE;
    }

    private DrillReport undone(String job, String id, String store, Verdict verdict, UserError why) {
        return new DrillReport(job, id, store, verdict, targetOf(job), null, context.clock().instant(), 0, 0, null,
                null, why.getMessage(), why.hint().orElse(null), Map.of(), null);
    }

    private void note(Chosen chosen, AgeClass age, DrillReport report) {
        try {
            Journals.drill(context, chosen, age, report);
        } catch (UserError e) {
            context.out().warn("the drill's result could not be noted in store [" + chosen.open().name() + "]: "
                    + e.getMessage());
        }
    }

    /** Where one store's copy is bad or cannot be read, which is reported, the next store's is drilled as well. */
    private List<DrillReport> drillAnyCopy(OpenStores stores, Chosen chosen) {
        Attempt attempt = drill(chosen, null);
        List<DrillReport> reports = new ArrayList<>(List.of(attempt.report()));
        if (attempt.badCopy()) {
            for (Chosen other : chosen.elsewhere(context, stores)) {
                attempt = drill(other, null);
                reports.add(attempt.report());
                if (!attempt.badCopy()) {
                    break;
                }
            }
        }
        return reports;
    }

    /** Drills one and notes it; {@code age} is null if it is to be found out. */
    private Attempt drill(Chosen chosen, AgeClass age) {
        Attempt attempt = new Attempt(chosen, age);
        try {
            attempt.run();
        } catch (UserError e) {
            attempt.end(e);
        }
        note(chosen, attempt.age, attempt.report());
        return attempt;
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
        private AgeClass age;
        private boolean fetched;
        private boolean recovered;
        private DrillReport report;

        Attempt(Chosen chosen, AgeClass age) {
            this.chosen = chosen;
            this.manifest = chosen.manifest();
            this.age = age;
            this.targetText = targetOf(manifest.job());
            this.kind = targetText.replaceFirst("(?s)=.*", "");
        }

        void run() {
            if (age == null) {
                age = AgeClass.of(manifest.started(), started, isNewest());
            }
            Target target = Wiring.target(context, targetText, manifest);
            kind = target.kind();
            try (Workspace workspace = Workspace.create(context.env());
                    StartingTarget starting = new StartingTarget(target, manifest)) {
                FetchedParts parts = phases.time("fetch", () -> FetchedParts.fetch(context, chosen,
                        workspace.folder()));
                fetched = true;
                try (Target.Instance instance = phases.time("start", starting::take)) {
                    instanceText = instance.describe();
                    phases.time("restore", () -> instance.restore(manifest, parts.files()));
                    recovered = true;
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
                    .orElseThrow(() -> UserError.of(UserError.Kind.DRILL_UNABLE,
                    "the negative control was not noticed: "
                            + tampering.get().done() + ", but the comparison still found no difference",
                            "this drill proves nothing; please report it"));
            control = tampering.get().done() + ": noticed, " + noticed;
            verdict = Verdict.PASSED;
        }

        void end(UserError e) {
            error = e;
            verdict = verdict(e);
        }

        /** Whether it came no further than the stored bytes. */
        boolean badCopy() {
            return error != null && !fetched && (verdict == Verdict.FAILED || !chosen.open().usable());
        }

        DrillReport report() {
            if (report == null) {
                report = made();
            }
            return report;
        }

        private DrillReport made() {
            return new DrillReport(manifest.job(), manifest.id(), chosen.open().name(), verdict, kind,
                    instanceText, started, Duration.between(started, context.clock().instant()).toMillis(),
                    manifest.size(), comparison,
                    control, error == null ? null : error.getMessage(),
                    error == null ? null : error.hint().orElse(null), phases.millis(), recovery());
        }

        private boolean isNewest() {
            return new Catalog(chosen.open().store()).newest(manifest.job())
                    .filter(newest -> newest.id().equals(manifest.id())).isPresent();
        }

        /** The newest backup's age alone is held against the objective: the others are old by intent. */
        private Recovery recovery() {
            Optional<Objectives> objectives = Optional.ofNullable(context.config().jobs().get(manifest.job()))
                    .flatMap(JobConfig::objectives);
            return new Recovery(recovered ? phases.sum("fetch", "start", "restore") : null,
                    objectives.flatMap(Objectives::rto).map(Duration::toMillis).orElse(null),
                    Math.max(0, Duration.between(manifest.started(), started).toMillis()),
                    objectives.filter(_ -> age == AgeClass.NEWEST).flatMap(Objectives::rpo).map(Duration::toMillis)
                            .orElse(null),
                    objectives.map(Objectives::enforce).orElse(false));
        }
    }
}
