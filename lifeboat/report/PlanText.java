package lifeboat.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;

/** The plan as people read it on a terminal. */
public final class PlanText {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private PlanText() {}

    /** The key, a paragraph for each component in their order, and what it comes to. */
    public static List<String> of(PlanReport plan, int width, Paint paint) {
        List<String> lines = new ArrayList<>();
        lines.addAll(Fold.lines("", paint.apply(Tone.STRONG, "Disaster-recovery plan") + " of "
                + TIME.format(plan.made())
                + (plan.config() == null ? "" : ", by " + Clean.line(plan.config())), width));
        if (plan.key() != null) {
            lines.addAll(Fold.lines("   key        ", Clean.line(plan.key()), width));
        }
        int number = 1;
        for (PlanReport.Component component : plan.components()) {
            lines.add("");
            lines.addAll(component(component, number++, plan.made(), width, paint));
        }
        lines.add("");
        lines.addAll(Fold.lines("", total(plan), width));
        if (!plan.neverProven().isEmpty()) {
            lines.addAll(Fold.lines("", paint.apply(Tone.WARN, "Never proven: ") + Clean.line(neverProven(plan)),
                    width));
        }
        plan.problems().forEach(problem -> lines.add(paint.apply(Tone.BAD, "problem: ") + Clean.line(problem)));
        return lines;
    }

    /** How long it all takes. */
    static String total(PlanReport plan) {
        List<String> open = plan.components().stream().filter(c -> c.slowestMillis() == null)
                .map(PlanReport.Component::job).toList();
        return (plan.totalMillis() == null ? "No recovery was ever measured: run verify."
                : "Recovery takes " + Human.duration(Duration.ofMillis(plan.totalMillis()))
                        + " by the slowest last drills, one component after the other.")
                + (open.isEmpty() || plan.totalMillis() == null ? "" : " Not in it, never measured: "
                        + String.join(", ", open) + ".");
    }

    /** What nobody knows to work. */
    static String neverProven(PlanReport plan) {
        return String.join(", ", plan.neverProven()) + ". Nobody knows whether these restore.";
    }

    /** What a store holds; with its time if {@code now} is null, for a document that is read later. */
    static String holds(PlanReport.Holder holder, Instant now) {
        return holder.latest() == null ? "no backup" : Human.plural(holder.backups(), "backup") + ", latest "
                + holder.latest() + ", " + when(holder.latestTime(), now) + ", " + Human.bytes(holder.latestBytes());
    }

    /** What is known of restoring from a store; {@code now} as above. */
    static String proof(PlanReport.Holder holder, Instant now) {
        return holder.proven() == null ? "NEVER PROVEN: " + holder.prove()
                : "proven " + when(holder.proven(), now) + (holder.recoveryMillis() == null ? ", time not measured"
                        : ", recovered in " + Human.duration(Duration.ofMillis(holder.recoveryMillis())));
    }

    private static String when(Instant time, Instant now) {
        return now == null ? TIME.format(time) : Age.ago(time, now);
    }

    private static List<String> component(PlanReport.Component c, int number, Instant now, int width, Paint paint) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("%-2d ", number) + paint.apply(Tone.STRONG, Clean.line(c.job())) + "  "
                + Clean.line(c.source()));
        c.commands().forEach(command -> lines.add(field(command.purpose(), Clean.line(command.line()))));
        c.notes().forEach(note -> lines.addAll(Fold.lines(field("note", ""), Clean.line(note), width)));
        for (PlanReport.Holder holder : c.stores()) {
            lines.add(field("from", Clean.line(holder.store() + " (" + holder.where() + ")")));
            lines.add(field("", Clean.line(holds(holder, now))));
            lines.add(field("", paint.apply(holder.proven() == null ? Tone.WARN : Tone.GOOD,
                    Clean.line(proof(holder, now)))));
        }
        Recovery recovery = c.recovery(now);
        if (recovery == null) {
            lines.add(field("state", paint.apply(Tone.BAD, "there is nothing to restore: backup "
                    + Clean.line(c.job()))));
        } else {
            recovery.goals().stream().filter(goal -> goal.objective() != null).forEach(goal -> lines.add(
                    field("objective", paint.apply(goal.met() ? Tone.PLAIN : Tone.WARN, goal.text(true)))));
            if (recovery.millis() == null && c.rtoMillis() != null) {
                lines.add(field("objective", paint.apply(Tone.WARN, "recovery within "
                        + Human.duration(Duration.ofMillis(c.rtoMillis())) + ": never measured")));
            }
        }
        return lines;
    }

    private static String field(String name, String value) {
        return String.format("   %-11s%s", name, value);
    }
}
