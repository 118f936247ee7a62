package lifeboat.report;

import java.util.List;

/** What {@code verify check} found for one backup in one store. */
public record CheckReport(String job, String id, String store, boolean passed, List<PartCheck> parts, long millis) {

    /** One part; detail is one sentence. */
    public record PartCheck(String part, boolean passed, long size, String detail) {}
}
