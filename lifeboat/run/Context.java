package lifeboat.run;

import java.time.Clock;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.config.Config;

/** What every run needs. */
public record Context(Environment env, Output out, Clock clock, Config config) {}
