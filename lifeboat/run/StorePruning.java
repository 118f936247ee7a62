package lifeboat.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.Retention;
import lifeboat.report.PruneReport;
import lifeboat.report.PruneReport.Choice;
import lifeboat.retention.Backup;
import lifeboat.retention.Decision;
import lifeboat.retention.Plan;
import lifeboat.retention.Planner;
import lifeboat.retention.Promise;
import lifeboat.store.Store;
import lifeboat.store.Store.Retained;

/**
 * Prunes one job in one store, under the job's lock. Of each backup the manifest goes first: killed at any moment,
 * what is listed is whole, and the rest is a leftover that the next pruning takes.
 */
final class StorePruning {
    /** How old what a killed run left must be before it goes. */
    static final Duration GRACE = Duration.ofHours(24);

    /** How many removals one journal entry names: a killed pruning leaves no more unnoted. */
    private static final int NOTED_AT_ONCE = 100;

    private final Context context;
    private final JobConfig job;
    private final OpenStores.Open open;
    private final Catalog catalog;
    private final Instant now;
    private final Map<String, Seen> seen = new LinkedHashMap<>();
    private final Map<String, Set<String>> sharedParts = new HashMap<>();
    private final List<Backup> backups = new ArrayList<>();
    private List<BackupId> leftovers = List.of();
    private Plan plan = new Plan(List.of());
    private final LockedBackups locks;
    private final Map<String, Retained> retained = new HashMap<>();
    private final List<String> removed = new ArrayList<>();
    private int noted;
    private int extended;
    private int swept;

    /** What the report says of a backup. */
    private record Seen(Instant started, String kind, long bytes, List<String> parts) {}

    StorePruning(Context context, JobConfig job, OpenStores.Open open) {
        this.context = context;
        this.job = job;
        this.open = open;
        this.catalog = new Catalog(open.store());
        this.locks = new LockedBackups(open.store(), job.name());
        this.now = context.clock().instant();
    }

    /** Prunes; what goes wrong is in the report. */
    PruneReport prune() {
        try (HeldLock lock = HeldLock.take(context, open, job.name())) {
            try {
                look(Wiring.listedOnce(context, open.store()));
                remove(lock);
                extend(lock);
            } finally {
                note();
            }
            return report(false, null);
        } catch (UserError e) {
            return report(false, e);
        } catch (IOException e) {
            return report(false, UserError.of("pruning store [" + open.name() + "] failed: " + e.getMessage(), null));
        }
    }

    /** Says what pruning would do. */
    PruneReport preview() {
        try {
            look(Wiring.toLookAt(context, open.store()));
            return report(true, null);
        } catch (UserError e) {
            return report(true, e);
        } catch (IOException e) {
            return report(true, UserError.of("store [" + open.name() + "] failed: " + e.getMessage(), null));
        }
    }

    private void look(Store view) throws IOException {
        Catalog seenThere = new Catalog(view);
        Verdicts verdicts = Verdicts.of(view, job.name());
        try (SetHolds sets = new SetHolds(context, job, open.name(), view)) {
            for (Catalog.Problem problem : seenThere.each(job.name(), manifest -> see(manifest, verdicts, sets))) {
                if (!problem.error().kind().equals(Optional.of(UserError.Kind.BAD_BACKUP))) {
                    throw problem.error(); // of a newer format, which may name parts of others
                }
                context.out().warn(problem.error().getMessage() + "; it is not pruned");
            }
            Retention retention = job.retention();
            plan = new Planner(retention.of(open.name()), retention.requireProof(), retention.zone())
                    .plan(backups, now, sets.reasons());
        }
        leftovers = seenThere.unfinished(job.name()).stream()
                .filter(id -> id.time().isBefore(now.minus(GRACE))).toList();
        for (String id : plan.removed()) {
            locks.retained(id, seen.get(id).parts(), now).ifPresent(found -> retained.put(id, found));
        }
    }

    private void see(Manifest manifest, Verdicts verdicts, SetHolds sets) {
        sets.see(manifest);
        backups.add(verdicts.backup(manifest));
        seen.put(manifest.id(), new Seen(manifest.started(), manifest.kind(), manifest.size(),
                manifest.parts().stream().map(Manifest.Part::name)
                        .filter(name -> name.startsWith(manifest.id() + "/")).toList()));
        manifest.parts().stream().map(Manifest.Part::name).filter(name -> !name.startsWith(manifest.id() + "/"))
                .forEach(name -> sharedParts.computeIfAbsent(name, _ -> new HashSet<>()).add(manifest.id()));
    }

    /** Ids of what the policy lets go and no lock retains, newest first. */
    private List<String> goes() {
        return plan.removed().stream().filter(id -> !retained.containsKey(id)).toList();
    }

    /** Oldest first. */
    private void remove(HeldLock lock) throws IOException {
        Set<String> goes = new HashSet<>(goes());
        Set<String> named = new HashSet<>();
        sharedParts.forEach((part, by) -> {
            if (!goes.containsAll(by)) {
                named.add(part);
            }
        });
        for (String id : goes().reversed()) {
            requireHeld(lock);
            catalog.remove(job.name(), new BackupId(id), named);
            removed.add(id);
            if (removed.size() - noted == NOTED_AT_ONCE) {
                note();
            }
        }
        for (BackupId id : leftovers) {
            requireHeld(lock);
            catalog.remove(job.name(), id, named);
        }
        requireHeld(lock);
        swept = open.store().sweep(job.name(), now.minus(GRACE));
    }

    /** Where the policy says how long backups are locked: locks those for longer that it turned out to keep longer. */
    private void extend(HeldLock lock) throws IOException {
        Optional<Promise> promise = StoreLocks.promise(context, open.name(), job);
        for (Decision decision : promise.isEmpty() ? List.<Decision>of() : plan.decisions()) {
            Seen one = seen.get(decision.id());
            Instant until = promise.get().whenSettled(one.started(), decision.tiers(), now);
            if (decision.keep() && until.isAfter(now) && until.isAfter(promise.get().whenMade(one.started()))) {
                requireHeld(lock);
                extended += locks.retain(decision.id(), one.parts(), until) ? 1 : 0;
            }
        }
    }

    private void requireHeld(HeldLock lock) {
        if (lock.lost()) {
            throw UserError.of("the lock of job [" + job.name() + "] in store [" + open.name()
                    + "] was lost while pruning", "run `backup prune " + job.name() + "` again");
        }
    }

    private void note() {
        List<String> ids = List.copyOf(removed.subList(noted, removed.size()));
        if (ids.isEmpty()) {
            return;
        }
        noted = removed.size();
        new Journal(open.store(), job.name()).append(Event.of(Event.PRUNE, context.clock().instant(), true)
                .withStore(open.name())
                .withMillis(Map.of("prune", Duration.between(now, context.clock().instant()).toMillis()))
                .withDetail("removed", String.valueOf(ids.size()))
                .withDetail("kept", String.valueOf(backups.size() - removed.size()))
                .withDetail("size", String.valueOf(bytes(ids)))
                .withDetail("ids", String.join(" ", ids)));
    }

    private long bytes(List<String> ids) {
        return ids.stream().map(seen::get).mapToLong(Seen::bytes).sum();
    }

    private PruneReport report(boolean dryRun, UserError error) {
        List<String> gone = dryRun ? goes() : removed;
        return new PruneReport(job.name(), open.name(), dryRun, plan.decisions().stream().map(this::choice).toList(),
                gone.size(), bytes(gone), error == null ? leftovers.size() + swept : 0, extended,
                error == null ? null : error.getMessage(), error == null ? null : error.hint().orElse(null));
    }

    private Choice choice(Decision decision) {
        Seen one = seen.get(decision.id());
        Retained by = retained.get(decision.id());
        return new Choice(decision.id(), one.started(), one.kind(), one.bytes(), decision.keep(), decision.tiers(),
                decision.reasons(), by == null ? null : new PruneReport.Retained(by.by(), by.until().orElse(null)));
    }
}
