package lifeboat.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.Retention;
import lifeboat.report.BackupEntry;
import lifeboat.report.JobStatus;
import lifeboat.report.SetEntry;
import lifeboat.report.SetStatus;
import lifeboat.retention.Backup;
import lifeboat.retention.Backup.State;
import lifeboat.retention.Planner;
import lifeboat.store.Store;

/** Says what backups there are. */
public final class ListRun {

    private ListRun() {}

    /**
     * The backups that there are.
     *
     * @param backups  by job and then oldest first
     * @param problems stores and manifests that could not be read, each once, by what they are: one sentence each
     */
    public record Found(List<BackupEntry> backups, Map<String, String> problems) {}

    /**
     * All backups that can be seen.
     *
     * @throws UserError if no store can be read
     */
    public static Found list(Context context, Optional<String> job, Optional<String> store) {
        Found found = new Found(new ArrayList<>(), new LinkedHashMap<>());
        try (OpenStores stores = OpenStores.toRead(context, store, job)) {
            for (String name : job.map(List::of).orElseGet(() -> jobs(context, stores))) {
                JobView view = JobView.of(context, stores, name);
                view.problems.forEach(found.problems::putIfAbsent);
                found.backups.addAll(view.entries());
            }
            if (stores.usable().isEmpty()) {
                throw stores.noneUsable();
            }
        }
        return found;
    }

    /** How jobs and sets stand. */
    public record Status(List<JobStatus> jobs, List<SetStatus> sets) {}

    /** How each job and each set stands, configured or found. */
    public static Status status(Context context, Optional<String> store) {
        try (OpenStores stores = OpenStores.toRead(context, store, Optional.empty())) {
            List<JobStatus> jobs = new ArrayList<>();
            Set<String> sets = new LinkedHashSet<>(context.config().sets().keySet());
            List<BackupEntry> members = new ArrayList<>();
            for (String job : jobs(context, stores)) {
                JobView view = JobView.of(context, stores, job);
                jobs.add(view.status());
                view.entries().stream().filter(entry -> entry.set() != null).forEach(members::add);
            }
            if (stores.usable().isEmpty()) {
                throw stores.noneUsable();
            }
            members.forEach(entry -> sets.add(entry.set().name()));
            return new Status(jobs, sets.stream().map(set -> SetStatus.of(set,
                    SetRuns.inOrder(context, SetEntry.of(set, members)))).toList());
        }
    }

    private static List<String> jobs(Context context, OpenStores stores) {
        Set<String> jobs = new LinkedHashSet<>(context.config().jobs().keySet());
        jobs.addAll(stores.jobs());
        return List.copyOf(jobs);
    }

    /** What the stores together say of one job. */
    private static final class JobView {
        private final Context context;
        private final String job;
        private final Map<String, Set<String>> tiers = new TreeMap<>();
        private final Set<String> suspect = new HashSet<>();
        private final Map<String, BackupEntry> found = new TreeMap<>();
        private final Map<String, Set<String>> holders = new TreeMap<>();
        private final List<Event> events = new ArrayList<>();
        private final Map<String, String> problems = new LinkedHashMap<>();
        private Map<String, List<Event>> byId;

        private JobView(Context context, String job) {
            this.context = context;
            this.job = job;
        }

        static JobView of(Context context, OpenStores stores, String job) {
            JobView view = new JobView(context, job);
            for (OpenStores.Open open : stores.all()) {
                if (open.usable()) {
                    view.read(open);
                }
                if (!open.usable() && stores.concerns(job, open)) {
                    view.problems.put(open.name(), open.problem());
                }
            }
            Chosen.ahead(job, view.found.keySet().stream().map(BackupId::new).filter(id -> id.isAhead(view.now()))
                    .toList()).ifPresent(context.out()::warn);
            view.events.sort(Comparator.comparing(Event::time));
            return view;
        }

        private Instant now() {
            return context.clock().instant();
        }

        private void read(OpenStores.Open open) {
            try {
                Store store = Wiring.toLookAt(context, open.store());
                List<Event> said = new Journal(store, job).read(Event.DRILL, Event.CHECK, Event.FAILURE, Event.ACCEPT);
                Verdicts verdicts = Verdicts.of(said);
                List<Backup> backups = new ArrayList<>();
                List<Catalog.Problem> unreadable = new Catalog(store).each(job, manifest -> {
                    found.computeIfAbsent(manifest.id(), _ -> entry(manifest));
                    holders.computeIfAbsent(manifest.id(), _ -> new LinkedHashSet<>()).add(open.name());
                    backups.add(verdicts.backup(manifest));
                });
                unreadable.forEach(problem -> problems.put(open.name() + "/" + job + "/" + problem.id(),
                        problem.error().getMessage()));
                judge(open.name(), backups);
                events.addAll(said);
            } catch (UserError e) {
                open.fail(e);
            }
        }

        /** What retention in one store says of the backups there. */
        private void judge(String store, List<Backup> backups) {
            backups.stream().filter(backup -> backup.state() == State.SUSPECT).map(Backup::id).forEach(suspect::add);
            JobConfig configured = context.config().jobs().get(job);
            if (configured != null && !configured.retention().of(store).isEmpty()) {
                Retention retention = configured.retention();
                new Planner(retention.of(store), retention.requireProof(), retention.zone())
                        .plan(backups, now()).decisions().forEach(decision ->
                                tiers.computeIfAbsent(decision.id(), _ -> new LinkedHashSet<>())
                                .addAll(decision.tiers()));
            }
        }

        private Map<String, Integer> tierCounts() {
            Map<String, Integer> counts = new LinkedHashMap<>();
            tiers.values().forEach(words -> words.forEach(word -> counts.merge(word, 1, Integer::sum)));
            return counts;
        }

        List<BackupEntry> entries() {
            return found.values().stream().map(this::complete).toList();
        }

        JobStatus status() {
            BackupEntry latest = found.values().stream().filter(entry -> entry.kind().equals(Manifest.BACKUP))
                    .max(Comparator.comparing(entry -> new BackupId(entry.id()), BackupId.order(now())))
                    .map(this::complete).orElse(null);
            Set<String> stores = new LinkedHashSet<>();
            holders.values().forEach(stores::addAll);
            return new JobStatus(job, latest, found.size(),
                    found.values().stream().mapToLong(BackupEntry::storedBytes).sum(), List.copyOf(stores),
                    newest(events, JobView::isProof), lastFailure(latest), List.copyOf(problems.values()),
                    tierCounts(), lastRecovery());
        }

        /** Not the manifest itself: those of a thousand backups need not be held at once. */
        private BackupEntry entry(Manifest manifest) {
            return new BackupEntry(job, manifest.id(), manifest.kind(), manifest.started(), manifest.source().type(),
                    manifest.fingerprint().tables().size(), manifest.fingerprint().rows(), manifest.plainSize(),
                    manifest.size(), manifest.encrypted(), List.of(), null, null)
                    .in(manifest.set() == null ? null
                            : new BackupEntry.InSet(manifest.set().name(), manifest.set().jobs()));
        }

        /** With its stores and drills. */
        private BackupEntry complete(BackupEntry entry) {
            List<Event> about = eventsOf(entry.id());
            Instant proven = newest(about, JobView::isProof);
            Instant failed = newest(about, event -> !event.ok());
            return entry.with(List.copyOf(holders.get(entry.id())), proven,
                    failed != null && (proven == null || failed.isAfter(proven)) ? failed : null)
                    .with(List.copyOf(tiers.getOrDefault(entry.id(), Set.of())), suspect.contains(entry.id()));
        }

        private static boolean isProof(Event event) {
            return event.event().equals(Event.DRILL) && event.ok();
        }

        private List<Event> eventsOf(String id) {
            if (byId == null) {
                byId = events.stream().filter(event -> event.id() != null).collect(Collectors.groupingBy(Event::id));
            }
            return byId.getOrDefault(id, List.of());
        }

        private static Instant newest(List<Event> events, Predicate<Event> which) {
            return events.stream().filter(which).map(Event::time).max(Comparator.naturalOrder()).orElse(null);
        }

        private Long lastRecovery() {
            return events.stream().filter(JobView::isProof).max(Comparator.comparing(Event::time))
                    .map(event -> event.millis().get(Journals.RECOVERY)).orElse(null);
        }

        /** A failure counts until the same kind of thing went well later. */
        private String lastFailure(BackupEntry latest) {
            return events.stream().filter(event -> !event.ok())
                    .filter(event -> event.event().equals(Event.FAILURE)
                            ? latest == null || event.time().isAfter(latest.started())
                            : events.stream().noneMatch(later -> later.ok() && later.event().equals(event.event())
                                    && later.time().isAfter(event.time())))
                    .reduce((_, last) -> last)
                    .map(event -> word(event) + ": " + event.message())
                    .orElse(null);
        }

        private static String word(Event event) {
            return switch (event.event()) {
                case Event.FAILURE -> "the last backup run failed";
                case Event.CHECK -> "the last check failed";
                default -> "unable".equals(event.details().get("verdict"))
                        ? "the last drill could not run" : "the last drill failed";
            };
        }
    }
}
