package lifeboat.report;

import java.time.Duration;
import java.time.Instant;
import lifeboat.base.Human;

/** The plan as a Markdown document, to be kept where a disaster does not reach. */
public final class PlanMarkdown {
    private PlanMarkdown() {}

    /** The whole document. */
    public static String of(PlanReport plan) {
        StringBuilder md = new StringBuilder("# Disaster-recovery plan\n\nMade ")
                .append(PlanText.TIME.format(plan.made()));
        if (plan.config() != null) {
            md.append(" by ").append(StepSummary.text(plan.config()));
        }
        md.append(". Keep it where a disaster does not reach, and make it anew after changes: "
                + "`verify plan --output FILE`.\n\n");
        md.append("**").append(StepSummary.text(PlanText.total(plan))).append("**\n\n");
        if (!plan.neverProven().isEmpty()) {
            md.append("⚠️ Never proven: ").append(StepSummary.text(PlanText.neverProven(plan))).append("\n\n");
        }
        plan.problems().forEach(problem -> md.append("❌ ").append(StepSummary.text(problem)).append("\n\n"));
        if (plan.key() != null) {
            md.append("## The key\n\n").append(StepSummary.text(plan.key())).append("\n\n");
        }
        int number = 1;
        for (PlanReport.Component component : plan.components()) {
            component(md, component, number++, plan.made());
        }
        return md.toString().stripTrailing() + "\n";
    }

    private static void component(StringBuilder md, PlanReport.Component c, int number, Instant now) {
        md.append("## ").append(number).append(". ").append(StepSummary.text(c.job())).append("\n\n")
                .append(StepSummary.text(c.source())).append("\n\n");
        md.append("```sh\n");
        int width = c.commands().stream().mapToInt(command -> command.line().length()).max().orElse(0);
        c.commands().forEach(command -> md.append(String.format("%-" + (width + 2) + "s# %s%n",
                Clean.line(command.line()).replace("`", "'"), says(command.purpose()))));
        md.append("```\n\n");
        c.notes().forEach(note -> md.append("- ").append(StepSummary.text(note)).append('\n'));
        md.append(c.notes().isEmpty() ? "" : "\n");
        md.append("| Store | Holds | Proof |\n|---|---|---|\n");
        c.stores().forEach(holder -> md.append("| ").append(StepSummary.text(holder.store() + " (" + holder.where()
                + ")"))
                .append(" | ").append(StepSummary.text(PlanText.holds(holder, null))).append(" | ")
                .append(holder.proven() == null ? "⚠️ " : "✅ ").append(StepSummary.text(PlanText.proof(holder, null)))
                .append(" |\n"));
        md.append('\n');
        Recovery recovery = c.recovery(now);
        if (recovery == null) {
            md.append("❌ There is nothing to restore.\n\n");
            return;
        }
        recovery.goals().stream().filter(goal -> goal.objective() != null).forEach(goal ->
                md.append("- ").append(StepSummary.text(goal.text(true))).append('\n'));
        if (recovery.millis() == null && c.rtoMillis() != null) {
            md.append("- ⚠️ recovery within ").append(Human.duration(Duration.ofMillis(c.rtoMillis())))
                    .append(": never measured\n");
        }
        md.append('\n');
    }

    private static String says(String purpose) {
        return switch (purpose) {
            case "check" -> "intact?";
            case "restore" -> "back to where it came from";
            case "elsewhere" -> "to another place";
            case "afterwards" -> "a first backup of what is there again";
            default -> purpose;
        };
    }
}
