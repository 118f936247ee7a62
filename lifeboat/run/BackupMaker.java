package lifeboat.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lifeboat.base.Cleanup;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.base.Version;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.catalog.Recovery;
import lifeboat.pipeline.Layers;
import lifeboat.report.BackupReport.StoreOutcome;
import lifeboat.source.Dump;

/**
 * Makes one backup: every part into every usable store from one read of the source, then, if the dump proved whole,
 * the manifest into each store that holds all parts. A store that fails is left out; the others go on.
 */
final class BackupMaker {

    /** The backup, and how each store fared. */
    record Made(Manifest manifest, List<StoreOutcome> outcomes) {}

    private final Context context;
    private final OpenStores stores;
    private final Order order;
    private final Optional<Floors> floors;
    private final Instant started;
    private final BackupId id;
    private final List<Manifest.Part> parts = new ArrayList<>();

    /** @param before the backup that this one must sort behind */
    BackupMaker(Context context, OpenStores stores, Order order, Optional<Manifest> before) {
        this(context, stores, order, context.clock().instant(), before, Optional.empty());
    }

    /**
     * The same, begun a little earlier.
     *
     * @param started when, at the latest as the source was opened
     * @param floors  what it must not fall below
     */
    BackupMaker(Context context, OpenStores stores, Order order, Instant started, Optional<Manifest> before,
            Optional<Floors> floors) {
        this.floors = floors;
        this.context = context;
        this.stores = stores;
        this.order = order;
        this.started = started;
        this.id = order.member().isPresent() ? order.member().get().id()
                : before.map(m -> BackupId.at(started, new BackupId(m.id()))).orElseGet(() -> BackupId.at(started));
    }

    /**
     * Makes it.
     *
     * @throws UserError if no store holds it in the end; nothing of it stays then
     */
    Made make() {
        refuseOpenLetters();
        try (JobLocks locks = JobLocks.take(context, stores, order.job());
                Cleanup.Handle leftovers = Cleanup.onExit(this::discard)) {
            requireUsable();
            Dump.Facts facts = dump();
            floors.ifPresent(floor -> floor.refuseEmpty(order.job(), facts.fingerprint()));
            Manifest manifest = manifest(facts);
            locks.requireHeld();
            commit(manifest);
            leftovers.dismiss();
            discardWhereFailed();
            return new Made(manifest, stores.outcomes());
        }
    }

    private void refuseOpenLetters() {
        if (!order.recipients().isEmpty()) {
            return;
        }
        for (OpenStores.Open open : stores.all()) {
            if (open.store().remote() && !order.plainAllowed()) {
                throw Order.openLetter(order.job(), open.name());
            }
        }
        if (!order.plainAllowed()) {
            context.out().warn("job [" + order.job() + "] is stored unencrypted: no recipients are configured");
        }
    }

    private Dump.Facts dump() {
        try (Dump dump = order.source().open()) {
            try (Output.Progress progress = context.out().progress(order.job(), dump.estimatedBytes())) {
                List<Supplier<Manifest.Part>> work = dump.parts().stream().<Supplier<Manifest.Part>>map(piece ->
                        () -> store(dump, piece, progress)).toList();
                int atOnce = dump.atOnce();
                parts.addAll(Parallel.run(atOnce, work.subList(0, atOnce)));
                parts.addAll(Parallel.run(1, work.subList(atOnce, work.size())));
                if (parts.size() < work.size()) {
                    throw UserError.of("interrupted while parts were stored", "nothing was kept of this backup");
                }
            }
            return dump.finish();
        }
    }

    private Manifest.Part store(Dump dump, Dump.Piece piece, Output.Progress progress) {
        String name = Catalog.partName(order.job(), id, piece.suffix() + Layers.suffix(order.layers()));
        try (PartUpload upload = new PartUpload(stores.usable(), order.job() + "/" + name, order.layers(),
                dump.estimatedBytes())) {
            requireUsable();
            dump.write(piece, counting(upload.out(), progress));
            upload.commit();
            requireUsable();
            return upload.part(name, piece.role());
        } catch (IOException e) {
            throw UserError.of("storing [" + name + "] failed: " + e.getMessage(), "nothing was kept of this backup")
                    .because(e);
        }
    }

    private Manifest manifest(Dump.Facts facts) {
        Instant finished = context.clock().instant();
        return new Manifest(Manifest.FORMAT, id.text(), order.kind(), order.job(), Version.TEXT, started, finished,
                facts.source(), parts, facts.fingerprint(), order.recipients(),
                finished.toEpochMilli() - started.toEpochMilli(), suspect(facts),
                order.member().map(SetMember::mark).orElse(null));
    }

    private List<String> suspect(Dump.Facts facts) {
        long bytes = parts.stream().mapToLong(Manifest.Part::plainSize).sum();
        return floors.map(floor -> floor.shrunk(facts.fingerprint(), bytes)).orElse(List.of());
    }

    /** The manifest comes last: before it there is no backup. */
    private void commit(Manifest manifest) {
        byte[] recovery = Recovery.render(manifest).getBytes(StandardCharsets.UTF_8);
        EachStore.at(stores.usable(), open -> {
            open.store().put(Catalog.recoveryKey(order.job(), id), recovery);
            new Catalog(open.store()).commit(manifest);
            note(open, manifest);
        });
        requireUsable();
    }

    /** It is a backup by now. */
    private void note(OpenStores.Open open, Manifest manifest) {
        try {
            Journals.backup(context, open.store(), manifest);
        } catch (UserError e) {
            context.out().warn("backup [" + manifest.id() + "] is in store [" + open.name()
                    + "], but could not be noted in its journal: " + e.getMessage());
        }
    }

    private void requireUsable() {
        if (stores.usable().isEmpty()) {
            throw stores.noneUsable();
        }
    }

    private void discard() {
        stores.all().forEach(this::discard);
    }

    private void discardWhereFailed() {
        stores.all().stream().filter(open -> !open.usable()).forEach(this::discard);
    }

    /** Removes parts that no manifest will name; what cannot be removed now is a leftover that a later prune takes. */
    private void discard(OpenStores.Open open) {
        String folder = order.job() + "/" + id;
        try {
            if (open.store().size(folder + "/manifest.json").isPresent()) {
                return;
            }
            for (var entry : open.store().entries(folder)) {
                open.store().delete(entry.key());
            }
        } catch (UserError | IOException e) {
            open.fail(e);
        }
    }

    private static OutputStream counting(OutputStream out, Output.Progress progress) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                moved(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                moved(length);
            }

            private void moved(int bytes) {
                synchronized (progress) {
                    progress.add(bytes);
                }
            }
        };
    }
}
