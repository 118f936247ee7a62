package lifeboat.run;

import java.time.Clock;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.config.Config;

/**
 * What every run needs.
 *
 * @param parallel how many jobs, or parts of jobs, are worked on at the same time, and so share this process's memory
 */
public record Context(Environment env, Output out, Clock clock, Config config, int parallel) {

    /** One thing after the other. */
    public Context(Environment env, Output out, Clock clock, Config config) {
        this(env, out, clock, config, 1);
    }

    /** The same for one of several things: where others go on beside it, each line says what it is about. */
    public Context about(String label) {
        return parallel == 1 ? this : labelled(label);
    }

    /** The same for work that itself does so many things at the same time. */
    Context shared(int parts) {
        return new Context(env, out, clock, config, parallel * parts);
    }

    /** The same where each line says in any case what it is about. */
    public Context labelled(String label) {
        return new Context(env, out.about(label), clock, config, parallel);
    }
}
