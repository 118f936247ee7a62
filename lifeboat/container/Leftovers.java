package lifeboat.container;

import java.time.Duration;
import java.util.List;
import lifeboat.base.Origin;
import lifeboat.base.Tool;

/** Containers whose process was killed before it could remove them. */
public final class Leftovers {
    private static final String KIND = "lifeboat=drill";
    private static final String ORIGIN = "lifeboat.origin";
    private static final Duration FOREIGN = Duration.ofDays(7);

    private Leftovers() {}

    /** The arguments that mark a new container as ours. */
    static List<String> labels() {
        return List.of("--label", KIND, "--label", ORIGIN + "=" + Origin.here().text());
    }

    /**
     * Removes the containers of processes that are no more. Those of other machines, whose processes cannot be seen
     * from here, count as left behind after a week.
     *
     * @return how many were removed
     */
    public static int sweep(Engine engine) {
        int removed = 0;
        for (String id : engine.must("the engine does not list its containers", "ps", "-a", "-q", "--filter",
                "label=" + KIND).lines().toList()) {
            Tool.Result origin = engine.tool("inspect", "--format", "{{index .Config.Labels \"" + ORIGIN + "\"}}", id)
                    .run(Engine.SOON);
            if (origin.ok() && Origin.parse(origin.out()).filter(o -> o.abandoned(FOREIGN)).isPresent()) {
                Container.remove(engine, id);
                removed++;
            }
        }
        return removed;
    }
}
