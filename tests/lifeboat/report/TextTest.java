package lifeboat.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import lifeboat.report.DrillReport.Verdict;
import lifeboat.report.Table.Cell;
import lifeboat.report.Table.Column;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final int WIDTH = 100;

    @Test
    void a_backup_takes_two_lines_with_sizes_rate_rows_and_stores() {
        assertEquals(List.of(
                "✓ orders  20260115T020000Z-7f3a  1.2 GiB → 249 MiB (zstd, age)  8.1 s (151 MiB/s)",
                "          45 tables, 7,023,456 rows (+1,204)  local ✓"),
                        BackupText.run(Samples.backup(), Paint.PLAIN));
    }

    @Test
    void a_backup_that_some_store_lacks_is_not_marked_as_good() {
        List<String> lines = BackupText.run(Samples.partial(), Paint.PLAIN);
        assertTrue(lines.getFirst().startsWith("! orders"), lines.getFirst());
        assertTrue(lines.getLast().endsWith("local ✓  offsite ✗"), lines.getLast());
    }

    @Test
    void a_failed_backup_says_so_and_no_sizes() {
        assertEquals(List.of("✗ users  FAILED  after 2.1 s"), BackupText.run(Samples.failed(), Paint.PLAIN));
    }

    @Test
    void a_report_cannot_say_ok_without_a_backup_in_every_store() {
        BackupReport p = Samples.partial();
        assertThrows(IllegalArgumentException.class, () -> new BackupReport(
                p.job(), p.id(), "ok", p.source(), p.started(), 1, 1, 1,
                null, 1, 1, null, true, "zstd", p.stores(), null, null, 0));
        assertThrows(IllegalArgumentException.class, () -> new BackupReport(
                p.job(), p.id(), "ok", p.source(), p.started(), 1, 1, 1,
                null, 1, 1, null, true, "zstd", List.of(), null, null, 0));
        assertThrows(IllegalArgumentException.class, () -> new BackupReport(
                p.job(), null, "partial", p.source(), p.started(), 1, 1,
                1, null, 1, 1, null, true, "zstd", p.stores(), null, null, 8));
    }

    @Test
    void the_list_fits_a_hundred_columns_and_groups_by_job() {
        List<String> lines = BackupText.list(List.of(Samples.entry("orders", Samples.NOW.minusSeconds(600), null),
                Samples.entry("orders", null, Samples.NOW.minusSeconds(60)), Samples.entry("shop", null, null)),
                        Samples.NOW, WIDTH,
                Paint.PLAIN);
        assertEquals("orders  2 backups, 498 MiB stored", lines.getFirst());
        assertTrue(lines.get(2).contains("7,023,456") && lines.get(2).contains("10 min ago"), lines.get(2));
        assertTrue(lines.get(3).contains("FAILED 1 min ago"), lines.get(3));
        assertTrue(lines.getLast().contains("never"), lines.getLast());
        lines.forEach(line -> assertTrue(line.length() <= WIDTH, line));
    }

    @Test
    void backups_that_are_not_encrypted_or_safety_copies_are_told_apart() {
        BackupEntry e = Samples.entry("orders", null, null);
        BackupEntry odd = new BackupEntry(e.job(), e.id(), "safety", e.started(), e.type(), 1, 1, 1, 1, false,
                List.of("local"), null, null);
        assertTrue(BackupText.list(List.of(odd), Samples.NOW, 140, Paint.PLAIN).getLast()
                .endsWith("local (safety) (not encrypted)"));
    }

    @Test
    void a_status_shows_latest_content_proof_and_trouble() {
        assertEquals(List.of("orders  postgres", "  latest   20260115T020000Z-7f3a, 3 h ago",
                "  holds    7,023,456 rows in 45 tables, 1.2 GiB → 249 MiB, encrypted",
                "  backups  31, 7.2 GiB stored in local, offsite", "  proven   10 min ago, the latest backup"),
                StatusText.of(List.of(Samples.status()), Samples.NOW, Paint.PLAIN));
        List<String> bare = StatusText.of(List.of(new JobStatus(
                "new", null, 0, 0, List.of("local"), null, "no such schema [x]",
                List.of("store [offsite] cannot be read"))), Samples.NOW, Paint.PLAIN);
        assertTrue(bare.contains("  latest   no backup") && bare.contains("  proven   never"), bare.toString());
        assertTrue(bare.contains("  failed   no such schema [x]")
                && bare.contains("  problem  store [offsite] cannot be read"));
    }

    @Test
    void a_passed_drill_ends_with_what_was_proven() {
        List<String> lines = DrillText.of(Samples.passed(), WIDTH, Paint.PLAIN);
        assertEquals("  PASSED  6,912 rows in 2 tables equal, 2 checks, in 14 s", lines.getLast());
        assertTrue(lines.contains("  control  changed [status] of one row of [public.orders]: noticed"),
                lines.toString());
        assertTrue(lines.contains("  tables   2 equal, 6,912 rows expected"), lines.toString());
    }

    @Test
    void a_drill_says_how_recovery_stands_to_its_objectives() {
        assertTrue(DrillText.of(Samples.passed(), WIDTH, Paint.PLAIN).contains(
                "  recovery recovered in 9.6 s (objective 30 min ✓), data was 1 d 2 h old (objective 1 h ✗)"));
        Recovery none = new Recovery(null, 1_800_000L, 60_000L, null, true);
        assertEquals("data was 1 min old", none.text(), "what was not measured is not judged");
        assertFalse(none.failed());
        assertTrue(Samples.missed(true).recovery().failed());
        assertFalse(Samples.missed(false).recovery().failed());
    }

    @Test
    void a_status_shows_how_long_the_last_recovery_took() {
        JobStatus s = Samples.status();
        JobStatus known = new JobStatus(s.job(), s.latest(), s.backups(), s.storedBytes(), s.stores(), s.lastProof(),
                null, List.of(), Map.of(), 43_000L);
        assertTrue(StatusText.of(List.of(known), Samples.NOW, Paint.PLAIN)
                .contains("  proven   10 min ago, the latest backup, recovered in 43 s"));
    }

    @Test
    void long_sentences_are_folded_below_their_beginning() {
        List<String> lines = DrillText.of(Samples.drill(Verdict.UNABLE, null, "word ".repeat(40),
                "reason ".repeat(30), null), WIDTH, Paint.PLAIN);
        lines.forEach(line -> assertTrue(line.length() <= WIDTH, line));
        assertTrue(lines.stream().anyMatch(line -> line.matches(" {11}word .*")), lines.toString());
        assertTrue(lines.getLast().startsWith(" ".repeat(17) + "reason"), lines.toString());
        assertEquals(List.of("a: " + "x".repeat(30)), Fold.lines("a: ", "x".repeat(30), 10));
    }

    @Test
    void a_failed_drill_shows_what_differs() {
        List<String> lines = DrillText.of(Samples.differing(), WIDTH, Paint.PLAIN);
        assertTrue(String.join(" ", lines).replaceAll("\\s+", " ").endsWith("FAILED the first of 2 differences: table"
                + " [public.order_items] has [12] rows, should have [13]"), lines.toString());
        assertTrue(lines.stream().anyMatch(l -> l.contains("✗  public.order_items")
                && l.contains("has [12] rows, should have [13]")));
        assertTrue(lines.contains("  tables   2 of 3 equal, 33 rows expected"), lines.toString());
        assertTrue(lines.contains("    ✗ objects: index: has [3], should have [4]"), lines.toString());
    }

    @Test
    void a_drill_that_could_not_run_never_says_passed() {
        List<String> lines = DrillText.of(Samples.unable(), WIDTH, Paint.PLAIN);
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("  COULD NOT RUN  no PostgreSQL server")),
                lines.toString());
        assertFalse(String.join("\n", lines).contains("PASSED"));
    }

    @Test
    void of_many_tables_only_those_that_differ_are_shown() {
        List<String> lines = DrillText.of(Samples.drill(Verdict.FAILED, Samples.differingCopy(60), null, null, null),
                WIDTH, Paint.PLAIN);
        assertFalse(lines.stream().anyMatch(l -> l.contains("public.t7")));
        assertTrue(lines.stream().anyMatch(l -> l.contains("public.order_items")));
        assertTrue(lines.contains("  tables   60 of 61 equal, 613 rows expected"), lines.toString());
    }

    @Test
    void a_drill_cannot_pass_without_an_equal_copy() {
        assertThrows(IllegalArgumentException.class, () -> Samples.drill(Verdict.PASSED, null, null, null, null));
        assertThrows(IllegalArgumentException.class,
                () -> Samples.drill(Verdict.PASSED, Samples.differingCopy(1), "noticed", null, null));
        assertThrows(IllegalArgumentException.class, () -> Samples.drill(
                Verdict.PASSED, Samples.equalCopy(), null, "broke", null));
    }

    @Test
    void a_dry_run_compares_both_sides_and_says_that_nothing_changed() {
        List<String> lines = RestoreText.of(Samples.restore(true, List.of()), WIDTH, Paint.PLAIN);
        assertEquals("  DRY RUN  nothing was changed", lines.getLast());
        assertTrue(lines.stream().anyMatch(l -> l.matches(".*public.orders +1,234 +1,200 +\\(\\+34\\)")),
                lines.toString());
        assertTrue(lines.stream().anyMatch(l -> l.matches(".*public.new +5 +– +new")), lines.toString());
        assertTrue(lines.stream().anyMatch(l -> l.matches(".*public.other +– +7 +not in the backup")),
                lines.toString());
        assertFalse(String.join("\n", lines).contains("RESTORED"));
    }

    @Test
    void a_restore_ends_with_its_verdict() {
        List<String> good = RestoreText.of(Samples.restore(false, List.of()), WIDTH, Paint.PLAIN);
        assertEquals("  RESTORED  1,239 rows in 2 tables, beside the old data and swapped in", good.getLast());
        assertTrue(good.contains("  safety   20260115T045900Z-0a1b: restore rollback orders puts it back"),
                good.toString());
        List<String> bad = RestoreText.of(Samples.restore(false, List.of("table [public.new] is missing")), WIDTH,
                Paint.PLAIN);
        assertTrue(bad.getLast().startsWith("  FAILED"), bad.getLast());
        assertTrue(bad.contains("  ✗ table [public.new] is missing"), bad.toString());
    }

    @Test
    void a_check_names_the_damaged_part() {
        assertTrue(CheckText.of(Samples.check(true), Paint.PLAIN).getFirst().startsWith("✓ INTACT"));
        List<String> bad = CheckText.of(Samples.check(false), Paint.PLAIN);
        assertTrue(bad.getFirst().startsWith("✗ DAMAGED"), bad.getFirst());
        assertTrue(bad.getLast().contains(".dump.zst.age: stored bytes differ"), bad.getLast());
    }

    @Test
    void columns_align_and_the_widest_text_is_cut_where_space_ends() {
        Table table = new Table(Column.left("NAME"), Column.right("ROWS"))
                .row(Cell.of("a"), Cell.of("1")).row(Cell.of("a table with a very long name"), Cell.of("1,234,567"));
        assertEquals(List.of("  NAME                 ROWS", "  a                       1",
                "  a table with …  1,234,567"),
                table.lines(27, Paint.PLAIN));
    }

    @Test
    void names_from_a_database_cannot_move_the_cursor_or_fake_lines() {
        assertEquals("a b�[2Jc�d", Clean.line("a\nb\u001b[2Jc\u202ed"));
        assertEquals("one\n  two", Clean.paragraph("one\n     two\n"));
        assertEquals("", Clean.line(null));
    }

    @Test
    void ages_are_told_in_one_unit() {
        assertEquals("45 s", Age.of(Samples.NOW.minusSeconds(45), Samples.NOW));
        assertEquals("47 h", Age.of(Samples.NOW.minusSeconds(47 * 3600 + 3599), Samples.NOW));
        assertEquals("2 d ago", Age.ago(Samples.NOW.minusSeconds(48 * 3600), Samples.NOW));
        assertEquals("0 s", Age.of(Samples.NOW.plusSeconds(5), Samples.NOW));
        assertEquals("never", Age.ago(null, Samples.NOW));
    }

    @Test
    void color_is_an_addition_and_changes_no_text() {
        String colored = String.join("\n", DrillText.of(Samples.differing(), WIDTH, Paint.ANSI));
        assertTrue(colored.contains("\u001b[1;31mFAILED\u001b[0m"));
        assertEquals(String.join("\n", DrillText.of(Samples.differing(), WIDTH, Paint.PLAIN)),
                colored.replaceAll("\u001b\\[[0-9;]*m", ""));
    }
}
