package lifeboat.cli;

import lifeboat.base.UserError;
import picocli.CommandLine.Option;

/** The option of commands that can work on several jobs at once. */
final class ParallelOption {
    private static final int MOST = 64;

    @Option(names = "--parallel", paramLabel = "N", order = 30,
            description = "how many jobs at the same time; default 1")
    private int parallel = 1;

    /** Between 1 and {@value #MOST}. */
    int checked() {
        if (parallel < 1 || parallel > MOST) {
            throw UserError.usage("--parallel [" + parallel + "] is not from 1 to " + MOST,
                    "each job takes memory, and load from its source and stores: begin with 2");
        }
        return parallel;
    }
}
