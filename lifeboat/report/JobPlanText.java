package lifeboat.report;

import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Json;
import lifeboat.report.Paint.Tone;

/** What backup runs would do, for people and for a matrix. */
public final class JobPlanText {
    private record Leg(String job) {}

    private record Matrix(List<Leg> include) {}

    private JobPlanText() {}

    /** The one line that {@code strategy.matrix} of a workflow takes: {@code {"include":[{"job":"orders"}]}}. */
    public static String matrix(List<String> jobs) {
        return Json.line(new Matrix(jobs.stream().map(Leg::new).toList()));
    }

    /** A paragraph for each job. */
    public static List<String> of(List<JobPlan> plans, int width, Paint paint) {
        List<String> lines = new ArrayList<>();
        for (JobPlan plan : plans) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(paint.apply(Tone.STRONG, Clean.line(plan.job())));
            lines.add(field("source", plan.source() == null ? "not known here" : plan.source()));
            for (JobPlan.StorePlan store : plan.stores()) {
                lines.add(field("to", store.store() + " (" + (store.place() == null ? "not known here" : store.place())
                        + "), keeps " + store.keep()));
            }
            lines.add(field("parts", (plan.compression().equals("none") ? "not compressed; "
                    : "compressed by " + plan.compression() + "; ") + plan.encryption()));
            if (!plan.timezone().equals("Z")) {
                lines.add(field("timezone", plan.timezone()));
            }
            if (plan.schedule() != null || plan.drills() != null) {
                lines.add(field("schedule", (plan.schedule() == null ? "no backups" : "backup " + plan.schedule())
                        + (plan.drills() == null ? "" : ", drill " + plan.drills())));
            }
            if (plan.refused() != null) {
                lines.addAll(Fold.lines(field("refused", ""), Clean.line(plan.refused()), width));
            }
            plan.unknown().forEach(text -> lines.addAll(Fold.lines(field("missing", ""), Clean.line(text), width)));
        }
        return lines;
    }

    private static String field(String name, String value) {
        return String.format("  %-11s%s", name, Clean.line(value));
    }
}
