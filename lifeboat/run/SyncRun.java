package lifeboat.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.report.SyncReport;
import lifeboat.report.SyncReport.Outcome;

/**
 * Copies to each store of a job the backups that it lacks and another holds, newest first. Removes nothing, needs no
 * key, and leaves out what a store has pruned itself.
 */
public final class SyncRun {
    private final Context context;
    private final JobConfig job;
    private final OpenStores stores;
    private final boolean dryRun;
    private final Map<OpenStores.Open, Set<String>> held = new LinkedHashMap<>();
    private final List<SyncReport> reports = new ArrayList<>();

    private SyncRun(Context context, JobConfig job, OpenStores stores, boolean dryRun) {
        this.context = context;
        this.job = job;
        this.stores = stores;
        this.dryRun = dryRun;
    }

    /**
     * Runs it for one job.
     *
     * @param from the only store to read from, else all
     * @param to   the only store to write to, else all
     */
    public static List<SyncReport> run(
            Context context, JobConfig job, Optional<String> from, Optional<String> to, boolean dryRun) {
        from.ifPresent(name -> requireStore(job, name, "--from"));
        to.ifPresent(name -> requireStore(job, name, "--to"));
        if (from.isPresent() && from.equals(to)) {
            throw UserError.usage("--from and --to both name [" + from.get() + "]", "leave one of them out, or name"
                    + " another of " + job.stores());
        }
        if (job.stores().size() < 2) {
            throw UserError.usage("job [" + job.name() + "] has nothing to copy between: its stores are "
                    + job.stores(),
                    "list another store at jobs." + job.name() + ".stores");
        }
        try (OpenStores stores = OpenStores.ofJob(context, job)) {
            return run(context, job, stores, from, to, dryRun);
        }
    }

    /** The same between stores that are open. */
    static List<SyncReport> run(Context context, JobConfig job, OpenStores stores, Optional<String> from,
            Optional<String> to, boolean dryRun) {
        SyncRun run = new SyncRun(context, job, stores, dryRun);
        run.look();
        run.stores.usable().stream().filter(open -> to.isEmpty() || to.get().equals(open.name()))
                .forEach(open -> run.fill(open, from));
        return run.reports;
    }

    private static void requireStore(JobConfig job, String name, String option) {
        if (!job.stores().contains(name)) {
            throw UserError.usage("[" + name + "] is no store of job [" + job.name() + "]",
                    "give " + option + " one of " + job.stores());
        }
    }

    private void look() {
        for (OpenStores.Open open : stores.all()) {
            try {
                Set<String> ids = new TreeSet<>();
                new Catalog(Wiring.listedOnce(context, open.store())).ids(job.name()).forEach(id -> ids.add(id.text()));
                held.put(open, ids);
            } catch (UserError e) {
                open.fail(e);
                reports.add(failed(null, null, open, open.unreadable()));
            }
        }
    }

    private void fill(OpenStores.Open to, Optional<String> from) {
        List<OpenStores.Open> sources = held.keySet().stream()
                .filter(open -> open != to && (from.isEmpty() || from.get().equals(open.name()))).toList();
        Set<String> lacking = new TreeSet<>();
        sources.forEach(source -> lacking.addAll(held.get(source)));
        lacking.removeAll(held.get(to));
        Set<String> pruned = lacking.isEmpty() ? Set.of() : pruned(to);
        for (String id : new TreeSet<>(lacking).descendingSet()) {
            if (Cleanup.stopping() || !to.usable()) {
                return;
            }
            if (pruned.contains(id)) {
                reports.add(new SyncReport(job.name(), id, null, to.name(), Outcome.PRUNED, 0, 0, null, null, 0));
            } else {
                bring(id, to, sources.stream().filter(source -> held.get(source).contains(id)).toList());
            }
        }
    }

    private Set<String> pruned(OpenStores.Open to) {
        Set<String> ids = new HashSet<>();
        for (Event event : new Journal(to.store(), job.name()).read(Event.PRUNE)) {
            ids.addAll(List.of(event.details().getOrDefault("ids", "").split(" ")));
        }
        return ids;
    }

    /** From the first store that can give it. */
    private void bring(String id, OpenStores.Open to, List<OpenStores.Open> sources) {
        UserError first = null;
        for (OpenStores.Open source : sources) {
            try {
                SyncReport report = bring(id, to, source);
                reports.add(first == null ? report
                        : report.with(first.getMessage(), first.hint().orElse(null), code(first)));
                return;
            } catch (BackupCopy.SourceFailed e) {
                first = first == null ? e.error() : first;
            } catch (UserError e) {
                to.fail(e);
                reports.add(failed(id, source.name(), to, e));
                return;
            }
        }
        reports.add(failed(id, null, to, first));
    }

    private SyncReport bring(String id, OpenStores.Open to, OpenStores.Open source) throws BackupCopy.SourceFailed {
        long start = System.nanoTime();
        Manifest manifest;
        try {
            manifest = new Catalog(source.store()).manifest(job.name(), new BackupId(id));
        } catch (UserError e) {
            throw new BackupCopy.SourceFailed(e);
        }
        if (!dryRun) {
            new BackupCopy(context, new Chosen(source, manifest), to).run();
        }
        return new SyncReport(job.name(), id, source.name(), to.name(), dryRun ? Outcome.MISSING : Outcome.COPIED,
                manifest.size(), (System.nanoTime() - start) / 1_000_000, null, null, 0);
    }

    private SyncReport failed(String id, String from, OpenStores.Open to, UserError e) {
        return new SyncReport(job.name(), id, from, to.name(), Outcome.FAILED, 0, 0, e.getMessage(),
                e.hint().orElse(null), code(e));
    }

    private static int code(UserError e) {
        return e.orKind(UserError.Kind.STORE_PARTIAL).kind().orElseThrow() == UserError.Kind.BAD_BACKUP
                ? UserError.Kind.BAD_BACKUP.exitCode() : UserError.Kind.STORE_PARTIAL.exitCode();
    }
}
