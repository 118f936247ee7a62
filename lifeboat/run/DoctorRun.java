package lifeboat.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lifeboat.base.Human;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.KeysConfig;
import lifeboat.container.Engine;
import lifeboat.pipeline.Layer;
import lifeboat.pipeline.Layers;
import lifeboat.postgres.PostgresClients;
import lifeboat.report.DoctorReport;
import lifeboat.report.DoctorReport.Outcome;
import lifeboat.run.Examination.Found;

/** Tries what backups, drills and restores on this machine need. Changes nothing that lasts. */
public final class DoctorRun {
    private static final byte[] PROBE = "what only the right key may read".getBytes(StandardCharsets.UTF_8);

    private final Context context;
    private final OpenStores stores;
    private final Examination examination = new Examination();

    private DoctorRun(Context context, OpenStores stores) {
        this.context = context;
        this.stores = stores;
    }

    /**
     * Examines this machine, the sources of all jobs and all stores; or one store alone.
     *
     * @param store its name or URL
     */
    public static DoctorReport run(Context context, Optional<String> store) {
        if (store.isEmpty() && context.config().stores().isEmpty()) {
            return new DoctorRun(context, null).examine(true);
        }
        try (OpenStores stores = OpenStores.toRead(context, store, Optional.empty())) {
            return new DoctorRun(context, stores).examine(store.isEmpty());
        }
    }

    private DoctorReport examine(boolean all) {
        if (all) {
            examination.check("clients", "PostgreSQL", "pg_dump, pg_restore", this::clients);
            examination.check("engine", "containers", "answers", this::engine);
            examination.check("keys", "age", "encrypt, decrypt", this::keys);
            examination.check("temporary", "folder", "write, space", this::temporary);
            context.config().jobs().values().forEach(job ->
                    examination.check("source", job.name(), "open", () -> source(job)));
        }
        if (stores != null) {
            stores.all().forEach(open -> new StoreExamination(examination, open.name(), open.store()).run());
        }
        return new DoctorReport(examination.findings());
    }

    /** Whether one fits a source is seen when the source is opened. */
    private Found clients() {
        List<PostgresClients> installed = PostgresClients.installed(context.env());
        return installed.isEmpty() ? Found.skipped("none installed")
                : Found.ok(installed.stream().map(PostgresClients::version).distinct()
                        .collect(Collectors.joining(", ")));
    }

    private Found engine() {
        return Engine.answering(context.env()).map(engine -> Found.ok(engine.name()))
                .orElseGet(() -> Found.skipped("none answers: drills use local servers and files"));
    }

    private Found keys() throws IOException {
        KeysConfig keys = context.config().keys();
        List<String> recipients = keys.recipients();
        if (recipients.isEmpty()) {
            return Found.skipped("no recipients: nothing is encrypted here");
        }
        Layers.Options.writing(1, recipients);
        Optional<Secret> identity = identity(keys);
        if (identity.isEmpty()) {
            return Found.ok(Human.plural(recipients.size(), "recipient")
                    + "; no identity here: this machine can back up, but not restore or drill");
        }
        long opened = 0;
        UserError refused = null;
        for (String recipient : recipients) {
            try {
                opened += opens(recipient, identity.get()) ? 1 : 0;
            } catch (UserError e) {
                refused = e;
            }
        }
        if (opened == 0) {
            throw UserError.of("the identity opens nothing that is encrypted to " + recipients + ": "
                    + (refused == null ? "another text came out" : refused.getMessage()),
                    "give the age secret key of one of the recipients, or add its public key to keys.recipients");
        }
        return Found.ok("the identity opens what is encrypted to [" + opened + "] of ["
                + Human.plural(recipients.size(), "recipient") + "]");
    }

    private static Optional<Secret> identity(KeysConfig keys) {
        if (keys.identity().isPresent() || keys.identityFile().isEmpty()) {
            return keys.identity();
        }
        try {
            return Optional.of(new Secret(Files.readString(keys.identityFile().get())));
        } catch (IOException e) {
            throw UserError.of("cannot read the identity file [" + keys.identityFile().get() + "]: " + e.getMessage(),
                    "check keys.identity_file and the file's permissions").because(e);
        }
    }

    private static boolean opens(String recipient, Secret identity) throws IOException {
        Layer writing = Layers.of(List.of("age"), Layers.Options.writing(1, List.of(recipient))).getFirst();
        Layer reading = Layers.of(List.of("age"), Layers.Options.reading(Optional.of(identity), List.of())).getFirst();
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = writing.wrap(sealed)) {
            out.write(PROBE);
        }
        try (InputStream in = reading.unwrap(new ByteArrayInputStream(sealed.toByteArray()))) {
            return Arrays.equals(PROBE, in.readAllBytes());
        }
    }

    /** A drill or restore unpacks there; what the latest backups hold must fit. */
    private Found temporary() throws IOException {
        try (Workspace workspace = Workspace.create(context.env())) {
            Files.write(workspace.file("probe"), PROBE);
            long free = Files.getFileStore(workspace.folder()).getUsableSpace();
            long needed = context.config().jobs().keySet().stream().mapToLong(this::plainSize).max().orElse(0);
            if (free < needed) {
                throw UserError.of("[" + workspace.folder().getParent() + "] has [" + Human.bytes(free)
                        + "] free, the largest of the latest backups needs [" + Human.bytes(needed)
                                + "] to be unpacked",
                        "free some, or set TMPDIR to a folder with enough space");
            }
            return Found.ok(Human.bytes(free) + " free" + (needed > 0 ? ", drills need " + Human.bytes(needed) : ""));
        }
    }

    private long plainSize(String job) {
        for (OpenStores.Open open : stores == null ? List.<OpenStores.Open>of() : stores.of(job)) {
            try {
                Optional<Manifest> newest = new Catalog(open.store()).newest(job);
                if (newest.isPresent()) {
                    return newest.get().plainSize();
                }
            } catch (UserError _) {
                // the examination of the store says so
                continue;
            }
        }
        return 0;
    }

    private Found source(JobConfig job) {
        String found = Wiring.source(context, job.source(), true).probe();
        return new Found(Outcome.OK, found, 0);
    }
}
