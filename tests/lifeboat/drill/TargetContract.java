package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.testing.PlainBackup;
import org.junit.jupiter.api.Test;

/** What every {@link Target} promises. */
public abstract class TargetContract {

    /** A backup of a small database: tables with rows in them. */
    protected abstract PlainBackup backup() throws Exception;

    /** The same backup with a data part that does not restore. */
    protected abstract PlainBackup broken() throws Exception;

    /** A backup of a database that has a table without rows and nothing else. */
    protected abstract PlainBackup withoutRows() throws Exception;

    /** The target under test. */
    protected abstract Target target() throws Exception;

    /** What is left of instances: folders, processes, databases. */
    protected abstract List<String> leftovers() throws Exception;

    @Test
    void a_restored_instance_equals_the_source_and_passes_its_checks() throws Exception {
        PlainBackup backup = backup();
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            Comparison comparison = compare(backup, instance).with(instance.checks(backup.manifest()));
            assertTrue(comparison.passed(), () -> comparison.differences().toString());
            assertFalse(instance.describe().isBlank());
        }
    }

    @Test
    void a_tampered_instance_fails_the_comparison_in_one_table() throws Exception {
        PlainBackup backup = backup();
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            Target.Tampering tampering = instance.tamper(backup.manifest().fingerprint()).orElseThrow();
            Comparison comparison = compare(backup, instance);
            assertFalse(comparison.passed());
            List<Comparison.TableResult> failed = comparison.tables().stream().filter(t -> !t.passed()).toList();
            assertEquals(1, failed.size(), failed.toString());
            assertEquals(failed.getFirst().expected(), tampering.table());
            assertTrue(tampering.done().contains("[" + failed.getFirst().title() + "]"), tampering.done());
            assertEquals(Optional.of(failed.getFirst().actual()), instance.fingerprint(tampering.table()),
                    "one table read alone is read as with all others");
        }
    }

    @Test
    void a_table_read_alone_has_the_fingerprint_it_has_among_all() throws Exception {
        PlainBackup backup = backup();
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            for (TableFingerprint table : backup.manifest().fingerprint().tables()) {
                assertEquals(Optional.of(table), instance.fingerprint(table));
            }
            TableFingerprint gone = new TableFingerprint(backup.manifest().fingerprint().tables().getLast().schema(),
                    "not_there", 1, "00", List.of(), null);
            assertEquals(Optional.empty(), instance.fingerprint(gone));
        }
    }

    @Test
    void a_backup_without_rows_has_nothing_to_tamper_with() throws Exception {
        PlainBackup backup = withoutRows();
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            assertEquals(Optional.empty(), instance.tamper(backup.manifest().fingerprint()));
            assertTrue(compare(backup, instance).passed());
        }
    }

    @Test
    void closing_removes_everything_and_closing_twice_is_fine() throws Exception {
        List<String> before = leftovers();
        PlainBackup backup = backup();
        Target.Instance instance = target().start(backup.manifest());
        instance.restore(backup.manifest(), backup.parts());
        instance.close();
        instance.close();
        assertEquals(before, leftovers());
    }

    @Test
    void an_instance_that_was_never_restored_into_leaves_nothing() throws Exception {
        List<String> before = leftovers();
        target().start(backup().manifest()).close();
        assertEquals(before, leftovers());
    }

    @Test
    void a_part_that_does_not_restore_is_a_bad_backup() throws Exception {
        List<String> before = leftovers();
        PlainBackup broken = broken();
        try (Target.Instance instance = target().start(broken.manifest())) {
            UserError error = assertThrows(UserError.class,
                    () -> instance.restore(broken.manifest(), broken.parts()));
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind(), error.getMessage());
        }
        assertEquals(before, leftovers());
    }

    private static Comparison compare(PlainBackup backup, Target.Instance instance) {
        Fingerprint expected = backup.manifest().fingerprint();
        return Comparison.of(expected, instance.fingerprint(expected));
    }
}
