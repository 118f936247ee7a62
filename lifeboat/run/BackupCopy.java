package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import lifeboat.base.Cleanup;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.catalog.Recovery;
import lifeboat.pipeline.PartDigests;
import lifeboat.pipeline.PartReader;
import lifeboat.pipeline.PartWriter;
import lifeboat.store.Store;

/**
 * Copies one backup from a store to another as it is stored: each part compared with the manifest on its way, the
 * manifest last. Nothing stays of a copy that failed.
 */
final class BackupCopy {
    private static final int BUFFER = 1 << 20;

    /** The store that was to give the backup could not, or gave something else. */
    static final class SourceFailed extends Exception {
        private static final long serialVersionUID = 1L;

        SourceFailed(UserError cause) {
            super(cause);
        }

        UserError error() {
            return (UserError) getCause();
        }
    }

    private final Context context;
    private final Chosen from;
    private final OpenStores.Open to;
    private final Manifest manifest;
    private final BackupId id;

    BackupCopy(Context context, Chosen from, OpenStores.Open to) {
        this.context = context;
        this.from = from;
        this.to = to;
        this.manifest = from.manifest();
        this.id = new BackupId(manifest.id());
    }

    /**
     * Copies it, under the job's lock in the store that gets it.
     *
     * @throws UserError if that store fails
     */
    void run() throws SourceFailed {
        long start = System.nanoTime();
        try (HeldLock lock = HeldLock.take(context, to, manifest.job());
                Cleanup.Handle leftovers = Cleanup.onExit(this::discard)) {
            for (Manifest.Part part : manifest.parts()) {
                if (!isThere(part)) {
                    copy(part);
                }
            }
            if (lock.lost()) {
                throw UserError.of("the lock of job [" + manifest.job() + "] in store [" + to.name()
                        + "] was lost while copying", "run `backup sync " + manifest.job() + "` again");
            }
            to.store().put(Catalog.recoveryKey(manifest.job(), id),
                    Recovery.render(manifest).getBytes(StandardCharsets.UTF_8));
            new Catalog(from.open().store()).copyManifest(manifest, new Catalog(to.store()));
            leftovers.dismiss();
            note((System.nanoTime() - start) / 1_000_000);
        } catch (IOException e) {
            throw failed("store [" + manifest.id() + "]", e);
        }
    }

    /** A part of an older backup that this one shares may have come with that one. */
    private boolean isThere(Manifest.Part part) throws IOException {
        if (part.name().startsWith(id + "/")) {
            return false;
        }
        var stored = to.store().read(Catalog.key(manifest.job(), part));
        if (stored.isEmpty()) {
            return false;
        }
        try (InputStream in = stored.get()) {
            PartReader.checkStored(in, expected(part));
            return true;
        }
    }

    private void copy(Manifest.Part part) throws SourceFailed, IOException {
        String key = Catalog.key(manifest.job(), part);
        try (Output.Progress progress = context.out().progress("copy " + part.role(), part.size());
                InputStream in = opened(part, key);
                Store.Upload upload = to.store().create(key, part.size());
                PartWriter writer = new PartWriter(List.of(), List.of(upload))) {
            byte[] buffer = new byte[BUFFER];
            long copied = 0;
            for (int n = read(in, part, buffer); n >= 0; n = read(in, part, buffer)) {
                copied += n;
                if (copied > part.size()) {
                    break;
                }
                writer.write(buffer, 0, n);
                progress.add(n);
            }
            compare(part, writer.finish(), copied);
            upload.commit();
        }
    }

    private InputStream opened(Manifest.Part part, String key) throws SourceFailed {
        try {
            return from.open().store().read(key).orElseThrow(() -> UserError.badBackup(
                    "part [" + part.file() + "] is missing in store [" + from.open().name() + "]", null));
        } catch (IOException e) {
            throw unreadable(part, e);
        } catch (UserError e) {
            throw new SourceFailed(e);
        }
    }

    private int read(InputStream in, Manifest.Part part, byte[] buffer) throws SourceFailed {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(part, e);
        } catch (UserError e) {
            throw new SourceFailed(e);
        }
    }

    private SourceFailed unreadable(Manifest.Part part, IOException e) {
        return new SourceFailed(UserError.of("cannot read [" + part.file() + "] from store [" + from.open().name()
                + "]: "
                + e.getMessage(), null).because(e));
    }

    private void compare(Manifest.Part part, PartDigests found, long copied) throws SourceFailed {
        if (copied != part.size() || !found.sha256().equals(part.sha256())) {
            throw new SourceFailed(UserError.badBackup("part [" + part.file() + "] is damaged in store ["
                    + from.open().name() + "]: it has " + (copied == part.size() ? "another SHA-256 than"
                            : copied > part.size() ? "more bytes than the [" + part.size() + "] that"
                            : "[" + copied + "] bytes instead of the [" + part.size() + "] that")
                    + " the manifest says", "`backup sync` can bring it from another store once it is removed there"));
        }
    }

    private static PartDigests expected(Manifest.Part part) {
        return new PartDigests(part.plainSize(), part.plainSha256(), part.size(), part.sha256());
    }

    private void note(long millis) {
        try {
            new Journal(to.store(), manifest.job()).append(Event.of(Event.SYNC, context.clock().instant(), true)
                    .withId(manifest.id()).withStore(to.name()).withMillis(Map.of("sync", millis))
                    .withDetail("from", from.open().name()).withDetail("size", String.valueOf(manifest.size())));
        } catch (UserError e) {
            context.out().warn("the copy could not be noted in store [" + to.name() + "]: " + e.getMessage());
        }
    }

    /** Removes what no manifest names. What cannot be removed now is a leftover that a later prune takes. */
    private void discard() {
        String folder = manifest.job() + "/" + id;
        try {
            if (new Catalog(to.store()).find(manifest.job(), id).isEmpty()) {
                for (Store.Entry entry : to.store().entries(folder)) {
                    to.store().delete(entry.key());
                }
            }
        } catch (UserError | IOException e) {
            context.out().warn("parts of a copy that failed stay in store [" + to.name() + "] until a later prune: "
                    + e.getMessage());
        }
    }

    private UserError failed(String what, IOException e) {
        return UserError.of("cannot " + what + " in store [" + to.name() + "]: " + e.getMessage(), null).because(e);
    }
}
