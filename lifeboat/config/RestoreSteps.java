package lifeboat.config;

import java.util.List;

/**
 * What happens around a restore: containers are stopped and commands run before it, containers are started and
 * commands run after it, whether it succeeded or not.
 *
 * @param stop   containers that must not run meanwhile
 * @param before shell commands
 * @param after  shell commands; one that fails fails the restore
 */
public record RestoreSteps(List<String> stop, List<String> before, List<String> after) {
    /** Nothing. */
    public static final RestoreSteps NONE = new RestoreSteps(List.of(), List.of(), List.of());

    /** Copies. */
    public RestoreSteps {
        stop = List.copyOf(stop);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
