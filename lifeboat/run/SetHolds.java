package lifeboat.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.retention.SetRuns;
import lifeboat.retention.SetRuns.Run.Known;
import lifeboat.store.Store;

/**
 * Which of a job's backups in one store stay because of the set that the job is in. The other members are looked for in
 * that store, then in their other stores.
 */
final class SetHolds implements AutoCloseable {
    private final Context context;
    private final JobConfig job;
    private final String here;
    private final Map<String, Store> stores = new LinkedHashMap<>();
    private final List<Store> opened = new ArrayList<>();
    private final Map<String, String> failed = new LinkedHashMap<>();
    private final Map<List<String>, Verdicts> verdicts = new HashMap<>();
    private final Map<String, Manifest.InSet> runs = new LinkedHashMap<>();

    /** @param store the store that is pruned, which stays the caller's to close */
    SetHolds(Context context, JobConfig job, String name, Store store) {
        this.context = context;
        this.job = job;
        this.here = name;
        this.stores.put(name, store);
    }

    /** Remembers a backup if it is of the set that the job is in today. */
    void see(Manifest manifest) {
        if (manifest.set() != null
                && context.config().sets().getOrDefault(manifest.set().name(), List.of()).contains(job.name())) {
            runs.put(manifest.id(), manifest.set());
        }
    }

    /** The reasons to keep a backup, by its id. */
    Map<String, List<String>> reasons() {
        List<SetRuns.Run> newestFirst = runs.entrySet().stream()
                .map(run -> new SetRuns.Run(run.getValue().name(), run.getKey()))
                .sorted((a, b) -> b.id().compareTo(a.id())).toList();
        Map<String, List<String>> reasons = SetRuns.kept(newestFirst, run -> all(run, false), run -> all(run, true));
        failed.forEach((store, why) -> context.out()
                .warn("store [" + store + "] cannot be read, so nothing goes here that "
                + "may be of the last whole run of a set: " + why));
        return reasons;
    }

    private Known all(SetRuns.Run run, boolean proven) {
        Known all = Known.YES;
        for (String member : runs.get(run.id()).jobs()) {
            Known one = member(member, new BackupId(run.id()), proven);
            if (one == Known.NO) {
                return Known.NO;
            }
            all = one == Known.UNKNOWN ? one : all;
        }
        return all;
    }

    private Known member(String member, BackupId id, boolean proven) {
        Known known = Known.NO;
        for (String name : places(member)) {
            try {
                Optional<Store> store = store(name);
                if (store.isEmpty()) {
                    known = Known.UNKNOWN;
                    continue;
                }
                Verdicts said = verdicts.computeIfAbsent(List.of(name, member), _ -> Verdicts.of(store.get(), member));
                if ((!proven || said.isProven(id.text())) && find(store.get(), member, id).filter(said::isGood)
                        .isPresent()) {
                    return Known.YES;
                }
            } catch (UserError e) {
                failed.putIfAbsent(name, e.getMessage());
                known = Known.UNKNOWN;
            }
        }
        return known;
    }

    /** One whose manifest is damaged is none. */
    private static Optional<Manifest> find(Store store, String member, BackupId id) {
        try {
            return new Catalog(store).find(member, id);
        } catch (UserError e) {
            if (e.kind().equals(Optional.of(UserError.Kind.BAD_BACKUP))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** This store first. The job's own backup must be here. */
    private List<String> places(String member) {
        List<String> places = new ArrayList<>(List.of(here));
        if (!member.equals(job.name())) {
            JobConfig configured = context.config().jobs().get(member);
            places.addAll(configured == null ? context.config().stores().keySet() : configured.stores());
        }
        return places.stream().distinct().toList();
    }

    /** Empty if it failed before. */
    private Optional<Store> store(String name) {
        if (failed.containsKey(name)) {
            return Optional.empty();
        }
        return Optional.of(stores.computeIfAbsent(name, _ -> {
            Store store = Wiring.store(context, context.config().stores().get(name));
            opened.add(store);
            return Wiring.toLookAt(context, store);
        }));
    }

    @Override
    public void close() {
        opened.forEach(Store::close);
    }
}
