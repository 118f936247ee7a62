package lifeboat.catalog;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import lifeboat.base.Version;

/**
 * One entry of a {@link Journal}: something happened to a job. Holds no secret, no host and no path.
 *
 * @param format   {@link #FORMAT}
 * @param time     when it was over
 * @param event    one of the constants here, lower-case letters
 * @param id       the backup it is about, null if none
 * @param ok       whether it went well
 * @param message  one sentence, or null
 * @param store    the name of the store, or null
 * @param target   the kind of target, or null
 * @param millis   how long its phases took
 * @param tool     the version of Lifeboat
 * @param details  further facts by name, such as the id of a safety backup
 * @param previous the entries before it, which no other entry named yet; set by {@link Journal#append}
 */
public record Event(
        int format,
        Instant time,
        String event,
        String id,
        boolean ok,
        String message,
        String store,
        String target,
        Map<String, Long> millis,
        String tool,
        Map<String, String> details,
        List<Link> previous) {

    /** The format this version writes, and the highest it reads. */
    public static final int FORMAT = 1;

    /** A backup was made. */
    public static final String BACKUP = "backup";
    /** A backup failed. */
    public static final String FAILURE = "failure";
    /** Backups were removed. */
    public static final String PRUNE = "prune";
    /** A person accepted a suspect backup. */
    public static final String ACCEPT = "accept";
    /** A backup was restored. */
    public static final String RESTORE = "restore";
    /** A backup was restored into a disposable target and compared. */
    public static final String DRILL = "drill";
    /** A backup was copied here from another store. */
    public static final String SYNC = "sync";
    /** A backup's stored bytes were checked. */
    public static final String CHECK = "check";

    private static final Pattern WORD = Pattern.compile("[a-z]{1,32}");

    /** An entry by its file name, and the SHA-256 of its bytes. */
    public record Link(String entry, String sha256) {}

    /** Copies; a message becomes one line. */
    public Event {
        if (event == null || !WORD.matcher(event).matches() || time == null) {
            throw new IllegalArgumentException("an event needs a time and a word [" + event + "]");
        }
        message = message == null ? null : message.replaceAll("\\s*\\R\\s*", " ");
        millis = Collections.unmodifiableMap(new LinkedHashMap<>(millis == null ? Map.of() : millis));
        details = Collections.unmodifiableMap(new TreeMap<>(details == null ? Map.of() : details));
        previous = previous == null ? List.of() : List.copyOf(previous);
    }

    /** An event that is over now; the {@code with…} methods add to it. */
    public static Event of(String event, Instant time, boolean ok) {
        return new Event(FORMAT, time, event, null, ok, null, null, null, null, Version.TEXT, null, null);
    }

    /** The same about a backup. */
    public Event withId(String backup) {
        return new Event(format, time, event, backup, ok, message, store, target, millis, tool, details, previous);
    }

    /** The same with a sentence. */
    public Event withMessage(String sentence) {
        return new Event(format, time, event, id, ok, sentence, store, target, millis, tool, details, previous);
    }

    /** The same with a store's name. */
    public Event withStore(String name) {
        return new Event(format, time, event, id, ok, message, name, target, millis, tool, details, previous);
    }

    /** The same with a kind of target. */
    public Event withTarget(String kind) {
        return new Event(format, time, event, id, ok, message, store, kind, millis, tool, details, previous);
    }

    /** The same with the phases' durations in milliseconds. */
    public Event withMillis(Map<String, Long> phases) {
        return new Event(format, time, event, id, ok, message, store, target, phases, tool, details, previous);
    }

    /** The same with one more fact. */
    public Event withDetail(String name, String value) {
        Map<String, String> more = new TreeMap<>(details);
        more.put(name, value);
        return new Event(format, time, event, id, ok, message, store, target, millis, tool, more, previous);
    }

    /** The same after those entries. */
    Event after(List<Link> entries) {
        return new Event(format, time, event, id, ok, message, store, target, millis, tool, details, entries);
    }
}
