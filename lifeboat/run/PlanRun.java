package lifeboat.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.KeysConfig;
import lifeboat.config.Objectives;
import lifeboat.config.RestoreSteps;
import lifeboat.report.PlanReport;
import lifeboat.report.PlanReport.Command;
import lifeboat.report.PlanReport.Component;
import lifeboat.report.PlanReport.Holder;

/** Makes the disaster-recovery plan: from the configuration, what the stores hold, and what their journals measured. */
public final class PlanRun {
    private final Context context;
    private final Optional<String> store;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> recipients = new LinkedHashSet<>();

    private PlanRun(Context context, Optional<String> store) {
        this.context = context;
        this.store = store;
    }

    /** Makes it. What cannot be read is among its problems: the plan is wanted most when something is broken. */
    public static PlanReport run(Context context, Optional<String> store) {
        return new PlanRun(context, store).plan();
    }

    private PlanReport plan() {
        List<Component> components = new ArrayList<>();
        try (OpenStores stores = OpenStores.toRead(context, store, Optional.empty())) {
            List<String> jobs = context.config().jobs().isEmpty()
                    ? List.copyOf(stores.jobs()) : List.copyOf(context.config().jobs().keySet());
            for (String job : jobs) {
                Component component = component(stores, job);
                if (component.newest() != null || belongs(job)) {
                    components.add(component);
                }
            }
            stores.all().stream().filter(open -> !open.usable()).forEach(open ->
                    problems.add("store [" + open.name() + "] cannot be read: " + open.error()));
        }
        return new PlanReport(context.clock().instant(), context.config().file()
                .map(file -> file.toAbsolutePath().normalize().toString()).orElse(null), key(), components, problems);
    }

    /** Whether a job without backups should have some in the store that is looked at. */
    private boolean belongs(String job) {
        JobConfig configured = context.config().jobs().get(job);
        return store.isEmpty() || configured != null && configured.stores().contains(store.get());
    }

    private Component component(OpenStores stores, String job) {
        Optional<JobConfig> configured = Optional.ofNullable(context.config().jobs().get(job));
        Optional<Objectives> objectives = configured.flatMap(JobConfig::objectives);
        String[] type = {null};
        List<Holder> holders = new ArrayList<>();
        for (OpenStores.Open open : stores.of(job)) {
            try {
                holders.add(holder(open, job, type));
            } catch (UserError e) {
                open.fail(e);
            }
        }
        String source = configured.map(this::source).orElse("not configured here");
        boolean known = configured.isPresent() && isKnown(configured.get());
        return new Component(job, source, configured.map(PlanRun::notes).orElse(List.of()), commands(job, known,
                type[0]),
                holders, objectives.flatMap(Objectives::rto).map(d -> d.toMillis()).orElse(null),
                objectives.flatMap(Objectives::rpo).map(d -> d.toMillis()).orElse(null));
    }

    /** @param type is set to the type of its newest backup */
    private Holder holder(OpenStores.Open open, String job, String[] type) {
        int[] count = {0};
        Manifest[] latest = {null};
        Comparator<BackupId> order = BackupId.order(context.clock().instant());
        new Catalog(open.store()).each(job, manifest -> {
            if (manifest.kind().equals(Manifest.BACKUP)) {
                count[0]++;
                latest[0] = latest[0] == null || order.compare(new BackupId(manifest.id()),
                        new BackupId(latest[0].id())) > 0 ? manifest : latest[0];
            }
        }).forEach(problem -> problems.add(problem.error().getMessage()));
        Optional<Event> proof = new Journal(open.store(), job).read(Event.DRILL).stream().filter(Event::ok)
                .max(Comparator.comparing(Event::time));
        Optional<Manifest> newest = Optional.ofNullable(latest[0]);
        newest.ifPresent(manifest -> {
            recipients.addAll(manifest.recipients());
            type[0] = manifest.source().type();
        });
        Instant made = newest.map(Manifest::started).orElse(null);
        return new Holder(open.name(), open.store().describe(), count[0], newest.map(Manifest::id).orElse(null), made,
                newest.map(Manifest::size).orElse(0L), proof.map(Event::time).orElse(null),
                proof.map(event -> event.millis().get(Journals.RECOVERY)).orElse(null),
                "verify " + job + " --store " + quoted(open.name()));
    }

    private String source(JobConfig job) {
        try {
            return Wiring.describe(context, job.source());
        } catch (UserError e) {
            return "source not known here: " + e.getMessage();
        }
    }

    private static boolean isKnown(JobConfig job) {
        try {
            return job.source() != null;
        } catch (UserError _) {
            return false; // source() has said why
        }
    }

    private static List<String> notes(JobConfig job) {
        RestoreSteps steps = job.restore();
        List<String> notes = new ArrayList<>();
        if (!steps.stop().isEmpty()) {
            notes.add("the restore itself stops the containers " + steps.stop() + " and starts them again");
        }
        if (!steps.before().isEmpty() || !steps.after().isEmpty()) {
            notes.add("the restore itself runs " + Human.plural(steps.before().size(), "command") + " before and "
                    + Human.plural(steps.after().size(), "command") + " after, as the configuration says");
        }
        return notes;
    }

    private List<Command> commands(String job, boolean known, String type) {
        String from = store.map(name -> " --store " + quoted(name)).orElse("");
        String elsewhere = "sqlite".equals(type) ? "sqlite:FILE" : "postgres://USER@HOST/DATABASE";
        List<Command> commands = new ArrayList<>();
        commands.add(new Command("check", "verify check " + job + from));
        if (known) {
            commands.add(new Command("restore", "restore " + job + " latest" + from + " --to source"));
        }
        commands.add(new Command("elsewhere", "restore " + job + " latest" + from + " --to " + elsewhere));
        if (known) {
            commands.add(new Command("afterwards", "backup " + job));
        }
        return commands;
    }

    private String key() {
        if (recipients.isEmpty()) {
            return null;
        }
        KeysConfig keys = context.config().keys();
        String of = "the backups open with the secret key of any one of " + recipients + ": ";
        return keys.identity().isPresent() ? of + "this machine has one in keys.identity or LIFEBOAT_IDENTITY; "
                        + "a copy must be where a disaster does not reach"
                : keys.identityFile().isPresent() ? of + "this machine reads it from the file ["
                        + keys.identityFile().get() + "]; a copy must be where a disaster does not reach"
                : of + "this machine has none; bring it, and set LIFEBOAT_IDENTITY to it or to its file";
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9._/:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
