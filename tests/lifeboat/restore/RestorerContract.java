package lifeboat.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.testing.PlainBackup;
import org.junit.jupiter.api.Test;

/** What every {@link Restorer} with a place aside promises. Each test gets a fresh target that is not there yet. */
public abstract class RestorerContract {

    /** A backup of a small database: tables with rows in them. */
    protected abstract PlainBackup backup() throws Exception;

    /** The same backup with a data part that does not restore. */
    protected abstract PlainBackup broken() throws Exception;

    /** A restorer of this test's target. */
    protected abstract Restorer restorer() throws Exception;

    /** Makes the target with one table of one row, {@code precious}, that the backup does not have. */
    protected abstract void fill() throws Exception;

    /** What is at the target's place besides the target itself: files, databases, roles. */
    protected abstract List<String> beside() throws Exception;

    @Test
    void a_target_that_is_not_there_does_not_exist_and_holds_nothing() throws Exception {
        assertFalse(restorer().inspect().exists());
        assertFalse(restorer().inspect().holdsData());
    }

    @Test
    void inspecting_counts_the_rows_of_each_table() throws Exception {
        fill();
        Restorer.TargetState state = restorer().inspect();
        assertTrue(state.exists());
        assertEquals(List.of(1L), List.copyOf(state.rows().values()));
        assertTrue(state.rows().keySet().iterator().next().endsWith("precious"), state.toString());
    }

    @Test
    void staged_data_has_the_fingerprint_of_the_source_and_passes_its_checks() throws Exception {
        PlainBackup backup = backup();
        try (Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts())) {
            assertTrue(staged.aside());
            assertPasses(backup, staged);
        }
    }

    @Test
    void the_old_data_stays_until_the_swap_and_is_replaced_by_it() throws Exception {
        fill();
        List<String> before = beside();
        Map<String, Long> old = restorer().inspect().rows();
        PlainBackup backup = backup();
        try (Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts())) {
            assertEquals(old, restorer().inspect().rows());
            staged.swap();
            assertHolds(backup);
        }
        assertHolds(backup);
        assertEquals(before, beside());
    }

    @Test
    void a_swap_makes_a_target_that_was_not_there() throws Exception {
        List<String> before = beside();
        PlainBackup backup = backup();
        try (Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts())) {
            assertFalse(restorer().inspect().exists());
            staged.swap();
        }
        assertHolds(backup);
        assertEquals(before, beside());
    }

    @Test
    void closing_without_a_swap_leaves_the_old_data_and_nothing_beside_it() throws Exception {
        fill();
        List<String> before = beside();
        Map<String, Long> old = restorer().inspect().rows();
        PlainBackup backup = backup();
        restorer().stage(backup.manifest(), backup.parts()).close();
        assertEquals(old, restorer().inspect().rows());
        assertEquals(before, beside());
    }

    @Test
    void closing_twice_is_fine() throws Exception {
        PlainBackup backup = backup();
        Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts());
        staged.swap();
        staged.close();
        staged.close();
        assertHolds(backup);
    }

    @Test
    void a_second_restore_replaces_the_first() throws Exception {
        PlainBackup backup = backup();
        for (int i = 0; i < 2; i++) {
            try (Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts())) {
                staged.swap();
            }
        }
        assertHolds(backup);
    }

    @Test
    void a_part_that_does_not_restore_leaves_the_old_data_and_nothing_beside_it() throws Exception {
        fill();
        List<String> before = beside();
        Map<String, Long> old = restorer().inspect().rows();
        PlainBackup broken = broken();
        UserError error = assertThrows(UserError.class,
                () -> restorer().stage(broken.manifest(), broken.parts()).close());
        assertNotEquals("", error.getMessage());
        assertEquals(old, restorer().inspect().rows());
        assertEquals(before, beside());
    }

    private void assertHolds(PlainBackup backup) throws Exception {
        Map<String, Long> rows = restorer().inspect().rows();
        backup.manifest().fingerprint().tables()
                .forEach(table -> assertEquals(table.rows(), rows.get(table.title()), table.title()));
        assertTrue(rows.keySet().stream().noneMatch(title -> title.endsWith("precious")), rows.toString());
    }

    private static void assertPasses(PlainBackup backup, Restorer.Staged staged) {
        Fingerprint expected = backup.manifest().fingerprint();
        Comparison comparison = Comparison.of(expected, staged.fingerprint(expected))
                .with(staged.checks(backup.manifest()));
        assertTrue(comparison.passed(), () -> comparison.differences().toString());
    }
}
