package lifeboat.report;

import java.util.List;
import java.util.Map;

/**
 * How the bucket of a store is set.
 *
 * @param place     where it is
 * @param others    names of lifecycle rules that are not ours, all kept
 * @param lifecycle a document to be written to a file for the commands; null if there are none
 * @param commands  what sets the bucket where Lifeboat cannot
 * @param warnings  sentences
 * @param error     one sentence, null if nothing went wrong
 */
public record BucketReport(String store, String place, List<Setting> settings, List<String> others,
        Map<String, Object> lifecycle, List<String> commands, List<String> warnings, String error, String hint) {

    /** How a setting stands: as wanted, otherwise, set by this run, as it was and nobody minds, not to be had. */
    public enum State { SAME, DIFFERS, SET, LEFT, LACKING }

    /**
     * One of its settings.
     *
     * @param is     in words; null if it is not to be had
     * @param was    before it was set; null if it was not
     * @param wanted null if nothing is
     */
    public record Setting(String name, String is, String was, String wanted, State state) {}

    /** Whether all is as it is wanted, as far as that can be seen. */
    public boolean ok() {
        return error == null && settings.stream().noneMatch(setting -> setting.state() == State.DIFFERS);
    }
}
