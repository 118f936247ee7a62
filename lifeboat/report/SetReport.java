package lifeboat.report;

import java.util.List;

/**
 * What came of one run of a set.
 *
 * @param id          the id of all its members' backups
 * @param whole       whether there is a backup of each member, none of them suspect
 * @param jobs        the members
 * @param missing     those without such a backup
 * @param viewsMillis within how long a time the members' views of their data were taken
 */
public record SetReport(String set, String id, boolean whole, List<String> jobs, List<String> missing,
        long viewsMillis) {
    /** Copies the lists. */
    public SetReport {
        jobs = List.copyOf(jobs);
        missing = List.copyOf(missing);
    }
}
