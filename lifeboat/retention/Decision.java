package lifeboat.retention;

import java.util.List;

/**
 * What becomes of a backup, and why.
 *
 * @param tiers   the words of the rules that keep it, such as {@code daily}; empty if it goes or is just not touched
 * @param reasons at least one
 */
public record Decision(String id, boolean keep, List<String> tiers, List<String> reasons) {
    /** Copies the lists. */
    public Decision {
        tiers = List.copyOf(tiers);
        reasons = List.copyOf(reasons);
    }

    /** All reasons in one line. */
    public String why() {
        return String.join(", ", reasons);
    }
}
