package lifeboat.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int WIDTH = 100;

    @Test
    void components_are_in_order_with_their_commands_stores_and_objectives() {
        List<String> lines = PlanText.of(Samples.plan(), WIDTH, Paint.PLAIN);
        assertTrue(lines.containsAll(List.of(
                "Disaster-recovery plan of 2026-01-15 05:00 UTC, by /srv/lifeboat.yaml",
                "1  orders  postgres://app@db.internal/orders",
                "   restore    restore orders latest --to source",
                "   from       offsite (s3://acme/prod)",
                "              31 backups, latest 20260115T020000Z-7f3a, 3 h ago, 249 MiB",
                "   objective  recovered in 43 s (objective 30 min ✓)",
                "   objective  data is 3 h old (objective 1 h ✗)",
                "2  users  sqlite:/srv/users.db")), String.join("\n", lines));
        assertTrue(lines.indexOf("1  orders  postgres://app@db.internal/orders")
                < lines.indexOf("2  users  sqlite:/srv/users.db"));
        lines.forEach(line -> assertTrue(line.length() <= WIDTH, line));
    }

    @Test
    void what_was_never_proven_or_measured_is_said_plainly() {
        List<String> lines = PlanText.of(Samples.plan(), 200, Paint.PLAIN);
        assertTrue(lines.contains("              NEVER PROVEN: verify orders --store offsite"), lines.toString());
        assertTrue(lines.contains("   state      there is nothing to restore: backup users"), lines.toString());
        assertTrue(lines.contains("Recovery takes 43 s by the slowest last drills, one component after the other. "
                + "Not in it, never measured: users."), lines.toString());
        assertTrue(lines.contains("Never proven: orders in offsite, users in local. "
                + "Nobody knows whether these restore."),
                lines.toString());
        PlanReport p = Samples.plan();
        PlanReport nothing = new PlanReport(p.made(), null, null, p.components().subList(1, 2), List.of("it broke"));
        assertNull(nothing.totalMillis());
        List<String> bare = PlanText.of(nothing, WIDTH, Paint.PLAIN);
        assertTrue(bare.contains("No recovery was ever measured: run verify.") && bare.contains("problem: it broke"),
                bare.toString());
    }

    @Test
    void the_document_can_be_read_later_and_names_cannot_break_it() {
        String md = PlanMarkdown.of(Samples.plan());
        assertTrue(md.contains("restore orders latest --to source  # back to where it came from\n"), md);
        assertTrue(md.contains("| ⚠️ NEVER PROVEN: verify orders --store offsite |"), md);
        assertTrue(md.contains("✅ proven 2026-01-13 05:00 UTC, recovered in 43 s"), md);
        assertFalse(md.contains(" ago"), md);
        PlanReport p = Samples.plan();
        PlanReport odd = new PlanReport(p.made(), null, null, List.of(new PlanReport.Component("a|b", "<b>\n# x",
                List.of(), List.of(new PlanReport.Command("check", "x\n```\n# y")), List.of(), null, null)), List.of());
        String text = PlanMarkdown.of(odd);
        assertTrue(text.contains("## 1. a\\|b\n\n&lt;b&gt; \\# x\n"), text);
        assertEquals(2, text.split("```", -1).length - 1, text);
    }

    @Test
    void color_is_an_addition() {
        assertEquals(String.join("\n", PlanText.of(Samples.plan(), 300, Paint.PLAIN)),
                String.join("\n", PlanText.of(Samples.plan(), 300, Paint.ANSI)).replaceAll("\u001b\\[[0-9;]*m", ""));
    }
}
