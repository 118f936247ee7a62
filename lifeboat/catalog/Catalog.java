package lifeboat.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lifeboat.base.JobName;
import lifeboat.base.UserError;
import lifeboat.store.Store;

/**
 * The backups in one store. A backup exists from the moment its manifest does: folders without one are not listed.
 * The store stays the caller's to close; its failures are {@link UserError}s.
 */
public final class Catalog {
    static final String MANIFEST_FILE = "manifest.json";
    /** The name of the document that says how to restore a backup by stock tools. */
    public static final String RECOVERY_FILE = "RECOVERY.md";

    private static final int RECOVERY_LIMIT = 16 << 20;
    private static final int MANIFEST_LIMIT = 256 << 20;

    private final Store store;
    private final Documents documents;

    /** The backups in this store. */
    public Catalog(Store store) {
        this.store = store;
        this.documents = new Documents(store);
    }

    /**
     * What a job's folder holds.
     *
     * @param manifests the readable ones, oldest first
     * @param problems  one for each backup whose manifest cannot be read, in the order of their ids
     */
    public record Backups(List<Manifest> manifests, List<Problem> problems) {
        /** Copies the lists. */
        public Backups {
            manifests = List.copyOf(manifests);
            problems = List.copyOf(problems);
        }
    }

    /** A backup whose manifest cannot be read. */
    public record Problem(BackupId id, UserError error) {}

    /** The key of a part. */
    public static String key(String job, Manifest.Part part) {
        return job + "/" + part.name();
    }

    /** The key of a backup's RECOVERY.md. */
    public static String recoveryKey(String job, BackupId id) {
        return job + "/" + id + "/" + RECOVERY_FILE;
    }

    /** The key of a backup's manifest. */
    public static String manifestKey(String job, BackupId id) {
        return job + "/" + id + "/" + MANIFEST_FILE;
    }

    /** The name of a new part, see {@link Manifest.Part#name}; {@code suffixes} such as {@code .dump.zst.age}. */
    public static String partName(String job, BackupId id, String suffixes) {
        return id + "/" + job + "-" + id + suffixes;
    }

    /** Names of the jobs that have something in the store, sorted. */
    public List<String> jobs() {
        return documents.folders("").stream().filter(JobName::isName).filter(this::isJob).sorted().toList();
    }

    private boolean isJob(String folder) {
        return documents.folders(folder).stream().anyMatch(f -> BackupId.isId(f) || f.equals(Journal.FOLDER));
    }

    /** Ids of the job's backups, oldest first. Asks the store once for each; {@link #backups} costs no more. */
    public List<BackupId> ids(String job) {
        return folders(job).stream().filter(id -> documents.exists(manifestKey(job, id))).toList();
    }

    /** Ids of the job's folders, with or without a manifest, oldest first. */
    List<BackupId> folders(String job) {
        return documents.folders(JobName.require(job)).stream()
                .filter(BackupId::isId).map(BackupId::new).sorted().toList();
    }

    /**
     * The manifest of a backup, checked: its own digest, its format, and that every value is in its range and names
     * nothing outside the job's folder.
     *
     * @throws UserError if there is none, of kind BAD_BACKUP if it is damaged
     */
    public Manifest manifest(String job, BackupId id) {
        return find(job, id).orElseThrow(() -> UserError.of(
                "no backup [" + id + "] of job [" + job + "] in store [" + store.describe() + "]", null));
    }

    /** The same, empty if there is none. */
    public Optional<Manifest> find(String job, BackupId id) {
        return documents.read(manifestKey(JobName.require(job), id), MANIFEST_LIMIT)
                .map(bytes -> ManifestReader.read(job, id, bytes, store));
    }

    /** What is wrong with a backup's RECOVERY.md, as a sentence's end; empty if it is as it was written. */
    public Optional<String> recoveryDamage(String job, BackupId id) {
        return documents.read(recoveryKey(JobName.require(job), id), RECOVERY_LIMIT).map(Recovery::damage)
                .orElse(Optional.of("is missing"));
    }

    /** All of a job's backups. One whose manifest cannot be read does not hide the others. */
    public Backups backups(String job) {
        List<Manifest> manifests = new ArrayList<>();
        List<Problem> problems = each(job, manifests::add);
        return new Backups(manifests, problems);
    }

    /** Shows each readable manifest of a job, oldest first; returns those that cannot be read. */
    public List<Problem> each(String job, Consumer<Manifest> reader) {
        List<Problem> problems = new ArrayList<>();
        List<BackupId> ids = folders(job);
        documents.each(ids.stream().map(id -> manifestKey(job, id)).toList(), MANIFEST_LIMIT, (place, document) -> {
            BackupId id = ids.get(place);
            Optional<Manifest> found;
            try {
                found = document.get().map(bytes -> ManifestReader.read(job, id, bytes, store));
            } catch (UserError e) {
                problems.add(new Problem(id, e));
                return;
            }
            found.ifPresent(reader);
        });
        return problems;
    }

    /** Ids of the job's folders without a manifest, oldest first: a run is at work there, or one was killed. */
    public List<BackupId> unfinished(String job) {
        return folders(job).stream().filter(id -> !documents.exists(manifestKey(job, id))).toList();
    }

    /**
     * Removes a backup, or what is left of one: its manifest first, then all else in its folder but the parts that
     * other backups name. The caller holds the job's lock.
     *
     * @param named {@link Manifest.Part#name} of parts that must stay
     */
    public void remove(String job, BackupId id, Set<String> named) {
        documents.delete(manifestKey(JobName.require(job), id));
        for (Store.Entry entry : documents.entries(job + "/" + id)) {
            if (!named.contains(entry.key().substring(job.length() + 1))) {
                documents.delete(entry.key());
            }
        }
    }

    /** Ids of the job's folders, newest first by {@link BackupId#order}. */
    List<BackupId> newestFirst(String job) {
        return folders(job).stream().sorted(BackupId.order(Instant.now()).reversed()).toList();
    }

    /** Ids of the job's folders that are {@link BackupId#isAhead ahead} of a clock, oldest first. */
    public List<BackupId> ahead(String job, Instant now) {
        return folders(job).stream().filter(id -> id.isAhead(now)).toList();
    }

    /** The newest ordinary backup whose manifest can be read. Opens no more manifests than it takes to find it. */
    public Optional<Manifest> newest(String job) {
        return newest(job, _ -> true);
    }

    /** The same of those that are wanted. */
    public Optional<Manifest> newest(String job, Predicate<Manifest> wanted) {
        for (BackupId id : newestFirst(job)) {
            Optional<Manifest> found = readable(job, id).filter(m -> m.kind().equals(Manifest.BACKUP)).filter(wanted);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Empty too if it is damaged or of a newer format; failures of the store are thrown. */
    private Optional<Manifest> readable(String job, BackupId id) {
        Optional<byte[]> bytes = documents.read(manifestKey(job, id), MANIFEST_LIMIT);
        try {
            return bytes.map(b -> ManifestReader.read(job, id, b, store));
        } catch (UserError _) {
            return Optional.empty();
        }
    }

    /**
     * Makes stored parts a backup: the last step. To be called after every part is confirmed by the store.
     *
     * @throws UserError if there is another backup of that job and id
     */
    public void commit(Manifest manifest) {
        try {
            ManifestReader.check(manifest);
        } catch (Documents.Damaged e) {
            throw new IllegalArgumentException("the manifest " + e.getMessage(), e);
        }
        byte[] bytes = Documents.seal(manifest);
        String key = manifestKey(manifest.job(), new BackupId(manifest.id()));
        if (!documents.putIfAbsent(key, bytes) && !isOurs(key, bytes)) {
            throw UserError.of("backup [" + manifest.id() + "] of job [" + manifest.job()
                    + "] exists already in store ["
                    + store.describe() + "]", "run the backup again: it takes a new id");
        }
    }

    /**
     * Makes parts that were copied to another store a backup there, by the same bytes.
     *
     * @param known the manifest as it was read here, which it must still be
     * @throws UserError if another backup of that job and id is there
     */
    public void copyManifest(Manifest known, Catalog to) {
        BackupId id = new BackupId(known.id());
        String key = manifestKey(known.job(), id);
        byte[] bytes = documents.read(key, MANIFEST_LIMIT).orElseThrow(() -> UserError.of("backup [" + id
                + "] of job [" + known.job() + "] was removed meanwhile from store [" + store.describe() + "]", null));
        if (!ManifestReader.read(known.job(), id, bytes, store).equals(known)) {
            throw UserError.badBackup("the manifest of backup [" + id + "] in store [" + store.describe()
                    + "] changed while the backup was copied", "see who writes to that store");
        }
        if (!to.documents.putIfAbsent(key, bytes) && !to.isOurs(key, bytes)) {
            throw UserError.of("another backup [" + id + "] of job [" + known.job() + "] is in store ["
                    + to.store.describe() + "] already", null);
        }
    }

    /** A store that repeats a request whose answer was lost may find what it wrote itself. */
    private boolean isOurs(String key, byte[] bytes) {
        return documents.read(key, MANIFEST_LIMIT).filter(there -> Arrays.equals(there, bytes)).isPresent();
    }

    /**
     * The backup that a selector names.
     *
     * @throws UserError if there is none or more than one, with what there is; of kind BAD_BACKUP if its manifest
     *     is damaged
     */
    public Manifest select(String job, Selector selector) {
        return new Selection(this, store, JobName.require(job)).select(selector);
    }
}
