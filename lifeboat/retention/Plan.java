package lifeboat.retention;

import java.util.List;

/** A decision for each backup, newest first. */
public record Plan(List<Decision> decisions) {
    /** Copies the list. */
    public Plan {
        decisions = List.copyOf(decisions);
    }

    /** Ids of what stays, newest first. */
    public List<String> kept() {
        return decisions.stream().filter(Decision::keep).map(Decision::id).toList();
    }

    /** Ids of what goes, newest first. */
    public List<String> removed() {
        return decisions.stream().filter(decision -> !decision.keep()).map(Decision::id).toList();
    }
}
