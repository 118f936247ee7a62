package lifeboat.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import lifeboat.base.Json;
import org.junit.jupiter.api.Test;

class DocumentsTest {

    private static JsonObject tree(Object document) {
        return Json.tree(document).getAsJsonObject();
    }

    @Test
    void a_backup_document_sums_up_its_jobs() {
        assertEquals("ok", tree(Documents.backup(List.of(Samples.backup()), 0)).get("verdict").getAsString());
        assertEquals("partial", tree(Documents.backup(List.of(Samples.backup(), Samples.partial()), 8)).get("verdict")
                .getAsString());
        assertEquals("failed", tree(Documents.backup(List.of(Samples.backup(), Samples.failed()), 3)).get("verdict")
                .getAsString());
        assertEquals("failed", tree(Documents.backup(List.of(), 3)).get("verdict").getAsString());
    }

    @Test
    void a_drill_document_is_flat_and_leaves_out_what_is_not_there() {
        JsonObject drill = tree(Documents.drill(List.of(Samples.differing()), 5)).getAsJsonArray("backups").get(0)
                .getAsJsonObject();
        assertEquals("failed", drill.get("verdict").getAsString());
        JsonObject table = drill.getAsJsonArray("tables").get(2).getAsJsonObject();
        assertEquals("public.order_items", table.get("table").getAsString());
        assertEquals(13, table.get("expectedRows").getAsLong());
        assertEquals(12, table.get("actualRows").getAsLong());
        assertFalse(table.get("passed").getAsBoolean());
        assertFalse(drill.has("error"));
    }

    @Test
    void the_verdict_of_drills_is_the_worst() {
        assertEquals("unable", Documents.drill(List.of(Samples.passed(), Samples.unable()), 6).verdict());
        assertEquals("failed", Documents.drill(List.of(Samples.differing(), Samples.unable()), 5).verdict());
        assertEquals("passed", Documents.drill(List.of(Samples.passed()), 0).verdict());
    }

    @Test
    void a_missed_objective_is_told_beside_a_passed_drill() {
        assertEquals("missed", Documents.drill(List.of(Samples.missed(true)), 7).verdict());
        assertEquals("failed", Documents.drill(List.of(Samples.missed(true), Samples.differing()), 5).verdict());
        assertEquals("unable", Documents.drill(List.of(Samples.missed(true), Samples.unable()), 6).verdict());
        JsonObject drill = tree(Documents.drill(List.of(Samples.missed(true)), 7)).getAsJsonArray("backups").get(0)
                .getAsJsonObject();
        assertEquals("passed", drill.get("verdict").getAsString());
        JsonObject recovery = drill.getAsJsonObject("recovery");
        assertTrue(recovery.get("rtoMet").getAsBoolean());
        assertFalse(recovery.get("rpoMet").getAsBoolean());
        assertEquals(9_600, recovery.get("millis").getAsLong());
    }

    @Test
    void a_restore_says_what_it_was() {
        assertEquals("dry-run", Documents.restore(Samples.restore(true, List.of()), 0).verdict());
        assertEquals("restored", Documents.restore(Samples.restore(false, List.of()), 0).verdict());
        assertEquals("failed", Documents.restore(Samples.restore(false, List.of("x")), 4).verdict());
    }
}
