package lifeboat.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.RestoreSteps;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.report.RestoreReport;
import lifeboat.report.RestoreReport.TableChange;
import lifeboat.restore.Restorer;
import lifeboat.restore.Restorer.Staged;
import lifeboat.restore.Restorer.TargetState;

/**
 * Brings a backup back: checks it, takes a safety backup of what is there, restores aside, compares, swaps. Whatever
 * fails before the swap leaves the target as it was.
 */
public final class RestoreRun {
    private final Context context;
    private final RestoreRequest request;
    private final Phases phases = new Phases();
    private Chosen chosen;
    private final OpenStores stores;
    private final Manifest manifest;
    private final RestoreTarget target;
    private final Map<String, String> mark;
    private TargetState before;
    private List<TableChange> changes;
    private FetchedParts parts;
    private String safety;
    private String undo;
    private boolean touched;

    /** @param mark further facts for the journal */
    RestoreRun(Context context, RestoreRequest request, OpenStores stores, Chosen chosen, Map<String, String> mark) {
        this.mark = mark;
        this.context = context;
        this.request = request;
        this.stores = stores;
        this.chosen = chosen;
        this.manifest = chosen.manifest();
        this.target = RestoreTarget.of(context, request.target(), manifest);
    }

    /** Restores, or says what a restore would do. */
    public static RestoreReport run(Context context, RestoreRequest request) {
        Optional<String> job = Optional.ofNullable(request.job());
        try (OpenStores stores = OpenStores.toRead(context, request.store(), job)) {
            Chosen chosen = Chosen.one(context, stores, job, request.selector());
            return new RestoreRun(context, request, stores, chosen, Map.of()).restore();
        }
    }

    /** Fetches a backup's parts, checked, decrypted and decompressed, into a folder; nothing else. */
    public static List<Path> fetch(Context context, String job, String selector, Optional<String> store, Path dir,
            boolean skipChecksum) {
        try (OpenStores stores = OpenStores.toRead(context, store, Optional.ofNullable(job))) {
            Chosen chosen = Chosen.one(context, stores, Optional.ofNullable(job), selector);
            return List.copyOf(FetchedParts.fetchInto(context, chosen, () -> chosen.elsewhere(context, stores), dir,
                    skipChecksum).files().values());
        }
    }

    /** Restores the safety backup that the last restore into a target took before. */
    public static RestoreReport rollback(Context context, String job, Optional<String> to, Optional<String> store,
            Confirmation confirmation) {
        String where = to.orElse(RestoreTarget.SOURCE);
        String safety;
        try (OpenStores stores = OpenStores.toRead(context, store, Optional.ofNullable(job))) {
            safety = Journals.lastSafety(stores, job, RestoreTarget.identify(context, where, job));
        }
        return run(context, new RestoreRequest(job, safety, where, store, false, true, false, confirmation));
    }

    private RestoreReport restore() {
        look();
        if (request.dryRun()) {
            return preview();
        }
        if (holdsData() && !request.confirmation().confirm(what(), target.word())) {
            throw notConfirmed();
        }
        try (Workspace workspace = workspace()) {
            fetch(workspace.folder());
            return bringIn(() -> {});
        } catch (UserError e) {
            noteFailure(e);
            throw e;
        }
    }

    /** Looks at the target; to be called first. */
    void look() {
        before = target.restorer().inspect();
        changes = changes(before);
        if (!request.dryRun()) {
            warnOfSuspect();
        }
    }

    /** What a restore would do. */
    RestoreReport preview() {
        return report(true, List.of(), true);
    }

    /** Whether there is something to be replaced. */
    boolean holdsData() {
        return before.holdsData();
    }

    /** Whether both bring data into the same place. */
    boolean sameTarget(RestoreRun other) {
        return target.identity().equals(other.target.identity());
    }

    /** Whether the target is not what it was before. */
    boolean touched() {
        return touched;
    }

    /** The backup of what the target held, null if none was taken. */
    String safety() {
        return safety;
    }

    /** A folder to fetch into. */
    Workspace workspace() {
        return target.restorer().nearby().map(Workspace::beside).orElseGet(() -> Workspace.create(context.env()));
    }

    /** Fetches and checks all parts into a folder; touches no target. */
    void fetch(Path folder) {
        Chosen first = chosen;
        parts = phases.time("fetch", () -> FetchedParts.fetch(context, first, () -> first.elsewhere(context, stores),
                folder, request.skipChecksum()));
        chosen = parts.from();
    }

    /**
     * Restores what was fetched.
     *
     * @param beforeSwap done when the data is there and compared; if it throws, the old data stays wherever the engine
     *                   allows
     */
    RestoreReport bringIn(Runnable beforeSwap) {
        return around().run(() -> {
            safety = before.holdsData() && request.safetyBackup() ? phases.time("safety", this::safetyBackup) : null;
            return swap(beforeSwap);
        });
    }

    /** Writes into the journal why it failed. */
    void noteFailure(UserError e) {
        Journals.restore(context, chosen, target, phases.millis(), undo, e.getMessage(), mark);
    }

    /** The job's own steps are meant for its own source. */
    private AroundRestore around() {
        RestoreSteps steps = Optional.ofNullable(context.config().jobs().get(manifest.job()))
                .filter(job -> request.target().equals(RestoreTarget.SOURCE)
                        || job.unset().isEmpty() && target.identity()
                        .equals(RestoreTarget.identify(context, RestoreTarget.SOURCE, manifest.job())))
                .map(JobConfig::restore).orElse(RestoreSteps.NONE);
        return new AroundRestore(context, steps, request.stop());
    }

    private RestoreReport swap(Runnable beforeSwap) {
        try (Staged staged = phases.time("restore", () -> target.restorer().stage(manifest, parts.files()))) {
            touched = !staged.aside();
            undo = staged.aside() ? null : safety;
            Comparison comparison = phases.time("compare", () -> Comparison
                    .of(manifest.fingerprint(), staged.fingerprint(manifest.fingerprint()))
                    .with(staged.checks(manifest)));
            if (!comparison.passed()) {
                throw differs(comparison, staged.aside());
            }
            beforeSwap.run();
            phases.time("swap", staged::swap);
            touched = true;
            undo = safety;
            Journals.restore(context, chosen, target, phases.millis(), safety, null, mark);
            return report(false, List.of(), staged.aside());
        }
    }

    private UserError differs(Comparison comparison, boolean aside) {
        List<String> differences = comparison.differences();
        String first = differences.getFirst() + (differences.size() > 1
                ? " (and " + Human.plural(differences.size() - 1, "more difference") + ")" : "");
        String left = aside ? "the target was left as it was"
                : safety == null ? "the target was restored in place and no safety backup was taken"
                : "the target was restored in place; `restore rollback " + manifest.job()
                + "` brings back what it held";
        return UserError.badBackup("what was restored from [" + manifest.id() + "] is not what was backed up: " + first,
                left + "; try another backup: `backup list " + manifest.job() + "`");
    }

    private void warnOfSuspect() {
        if (manifest.isSuspect() && Verdicts.of(chosen.open().store(), manifest.job()).isSuspect(manifest)) {
            context.out().warn("backup [" + manifest.id() + "] is suspect: " + String.join("; ", manifest.suspect())
                    + "; `backup list " + manifest.job() + "` shows older ones");
        }
    }

    /** What will be replaced, for a person to confirm. */
    List<String> what() {
        List<String> what = new ArrayList<>();
        what.add("[" + target.restorer().describe() + "] will be replaced by backup [" + manifest.id() + "] of job ["
                + manifest.job() + "]");
        what.add("it holds now: " + Human.plural(before.rows().size(), "table") + ", "
                + Human.plural(before.rows().values().stream().mapToLong(Long::longValue).sum(), "row"));
        what.add("the backup holds: " + Human.plural(manifest.fingerprint().tables().size(), "table") + ", "
                + Human.plural(manifest.fingerprint().rows(), "row"));
        what.add(request.safetyBackup() ? "a safety backup is taken first" : "no safety backup is taken");
        return what;
    }

    static UserError notConfirmed() {
        return UserError.of(UserError.Kind.NOT_CONFIRMED, "not confirmed, nothing was changed",
                "type the word asked for, or pass --yes in scripts");
    }

    private String safetyBackup() {
        context.out().line("safety backup of " + target.restorer().describe());
        try (OpenStores one = chosen.sameStore(context)) {
            Manifest made = new BackupMaker(context, one, Order.safety(context, manifest, target.source()),
                    Optional.of(manifest)).make().manifest();
            return made.id();
        } catch (UserError e) {
            throw UserError.of(UserError.Kind.RESTORE_FAILED, "no safety backup could be taken of ["
                    + target.restorer().describe() + "]: " + e.getMessage(),
                    "nothing was changed; mend that, or restore with --no-safety-backup if what is there may be lost")
                    .because(e);
        }
    }

    private List<TableChange> changes(TargetState before) {
        Map<String, Long> has = before.rows();
        Map<String, Long> holds = new TreeMap<>();
        for (TableFingerprint table : manifest.fingerprint().tables()) {
            holds.put(table.title(), table.rows());
        }
        Set<String> titles = new TreeSet<>(holds.keySet());
        titles.addAll(has.keySet());
        return titles.stream().map(title -> new TableChange(title, holds.get(title), has.get(title))).toList();
    }

    private RestoreReport report(boolean dryRun, List<String> differences, boolean aside) {
        return new RestoreReport(manifest.job(), manifest.id(), chosen.open().name(), target.restorer().describe(),
                dryRun, manifest.size(), changes, safety, phases.millis(), differences, aside);
    }
}
