package lifeboat.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.UserError;

/**
 * Where the members of a set are restored to.
 *
 * @param each by job
 * @param rest that of jobs without one, empty if there must be none
 */
public record SetTargets(Map<String, String> each, Optional<String> rest) {
    private static final Pattern OF_JOB = Pattern.compile("(?s)([a-z0-9][a-z0-9._-]{0,62})=(.+)");
    private static final String HINT = "write --to JOB=TARGET for each job, or --to source for their own sources";

    /** Copies. */
    public SetTargets {
        each = Map.copyOf(each);
    }

    /** Whether the text names a job and its target. */
    public static boolean ofJob(String text) {
        return OF_JOB.matcher(text).matches();
    }

    /** Reads {@code JOB=TARGET} and the word {@code source}. */
    public static SetTargets parse(List<String> texts) {
        Map<String, String> each = new LinkedHashMap<>();
        Optional<String> rest = Optional.empty();
        for (String text : texts) {
            Matcher matcher = OF_JOB.matcher(text);
            if (text.equals(RestoreTarget.SOURCE)) {
                rest = Optional.of(text);
            } else if (!matcher.matches()) {
                throw UserError.usage("--to [" + text + "] does not say of which job of the set", HINT);
            } else if (each.put(matcher.group(1), matcher.group(2)) != null) {
                throw UserError.usage("--to names job [" + matcher.group(1) + "] twice", HINT);
            }
        }
        return new SetTargets(each, rest);
    }

    /** The targets of these jobs, in their order. */
    Map<String, String> of(String set, List<String> jobs) {
        List<String> others = new ArrayList<>(each.keySet());
        others.removeAll(jobs);
        if (!others.isEmpty()) {
            throw UserError.usage("[" + others.getFirst() + "] is no job of set [" + set + "]", "its jobs are " + jobs);
        }
        Map<String, String> targets = new LinkedHashMap<>();
        for (String job : jobs) {
            targets.put(job, Optional.ofNullable(each.get(job)).or(() -> rest).orElseThrow(() ->
                    UserError.usage("nothing says where to restore job [" + job + "] of set [" + set + "] to", HINT)));
        }
        return targets;
    }
}
