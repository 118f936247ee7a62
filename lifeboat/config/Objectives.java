package lifeboat.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What a job's recovery may take and lose; at least one of them is given.
 *
 * @param rpo     how old the newest backup may be when disaster strikes
 * @param rto     how long fetching and restoring may take
 * @param enforce whether a drill that shows more than that fails the command, and not only warns
 */
public record Objectives(Optional<Duration> rpo, Optional<Duration> rto, boolean enforce) {}
