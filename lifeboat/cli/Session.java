package lifeboat.cli;

import java.time.Clock;
import lifeboat.base.Environment;

/** What every command is given. */
record Session(Environment env, Console console, GitHub github, Clock clock) {}
