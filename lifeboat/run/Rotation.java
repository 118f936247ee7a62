package lifeboat.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.report.Age;

/**
 * The backups whose turn it is to be drilled.
 *
 * @param ages what each was picked as, in the order of the choice's backups
 */
record Rotation(Choice choice, List<AgeClass> ages) {

    /** Picks them from what the stores hold and their journals say. Says what was picked and why. */
    static Rotation of(Context context, OpenStores stores, Optional<String> job, int count) {
        Choice choice = Choice.none();
        List<DrillPicker.Held> held = new ArrayList<>();
        List<DrillPicker.Tried> tried = new ArrayList<>();
        for (String name : Chosen.jobs(context, stores, job)) {
            for (OpenStores.Open open : stores.of(name)) {
                try {
                    new Catalog(open.store()).each(name, manifest -> {
                        if (manifest.kind().equals(Manifest.BACKUP)) {
                            held.add(new DrillPicker.Held(name, open.name(), manifest.id(), manifest.started()));
                        }
                    }).forEach(problem -> choice.unreadable()
                            .add(new Choice.Unreadable(open, name, problem.id().text(), problem.error())));
                    tried(name, open).forEach(tried::add);
                } catch (UserError e) {
                    open.fail(e);
                    choice.missing().add(new Choice.Missing(name, open.name(), open.unreadable()));
                }
            }
        }
        List<AgeClass> ages = new ArrayList<>();
        Instant now = context.clock().instant();
        for (DrillPicker.Pick pick : DrillPicker.pick(held, tried, now, count)) {
            ages.add(pick.age());
            choice.backups().add(chosen(stores, pick.held()));
            context.out().line("picked [" + pick.held().job() + "] [" + pick.held().id() + "] in ["
                    + pick.held().store() + "], " + pick.age().text() + ": such a backup was "
                    + pick.last().map(last -> "last drilled " + Age.ago(last, now)).orElse("never drilled"));
        }
        return new Rotation(choice, ages);
    }

    /** Drills that could not run count too: others shall have their turn. */
    private static Stream<DrillPicker.Tried> tried(String job, OpenStores.Open open) {
        return new Journal(open.store(), job).read(Event.DRILL).stream()
                .filter(event -> BackupId.isId(backup(event)))
                .map(event -> {
                    String id = backup(event);
                    AgeClass age = AgeClass.named(event.details().getOrDefault(Journals.AGE, ""))
                            .orElseGet(() -> AgeClass.of(new BackupId(id).time(), event.time(), false));
                    return new DrillPicker.Tried(job, open.name(), id, age, event.time());
                });
    }

    private static String backup(Event event) {
        return event.details().getOrDefault(Journals.BACKUP, event.id() == null ? "" : event.id());
    }

    private static Chosen chosen(OpenStores stores, DrillPicker.Held held) {
        OpenStores.Open open = stores.all().stream().filter(one -> one.name().equals(held.store())).findFirst()
                .orElseThrow();
        return new Chosen(open, new Catalog(open.store()).manifest(held.job(), new BackupId(held.id())));
    }
}
