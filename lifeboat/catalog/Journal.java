package lifeboat.catalog;

import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.JobName;
import lifeboat.store.Store;

/**
 * What happened to a job, one entry for each event, in one store. An entry is never changed. Each is sealed by its own
 * digest and names the digests of those before it that nothing named yet, so that {@link #verify} notices a removed or
 * changed entry; only the newest ones can go unnoticed, and it is no protection against somebody who can rewrite all.
 *
 * <p>The names tell time and event, so reading one kind of event costs one listing and opens the matching entries only;
 * appending reads the last few. Entries that cannot be read are left out of what is read; {@code verify} names them.
 */
public final class Journal {
    static final String FOLDER = "journal";
    private static final int LIMIT = 1 << 20;
    private static final int HEADS_AMONG = 8;
    private static final Pattern NAME = Pattern.compile("(\\d{8}T\\d{6}\\.\\d{3}Z)-([a-z]{1,32})-[0-9a-f]{8}\\.json");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Documents documents;
    private final String folder;

    /** The journal of that job in that store. The store stays the caller's to close. */
    public Journal(Store store, String job) {
        this.documents = new Documents(store);
        this.folder = JobName.require(job) + "/" + FOLDER;
    }

    /** Adds an entry. Several may do so at once. */
    public void append(Event event) {
        byte[] bytes = Documents.seal(event.after(heads()));
        String stem = TIME.format(event.time()) + "-" + event.event() + "-";
        while (!documents.putIfAbsent(folder + "/" + stem + String.format("%08x", RANDOM.nextInt()) + ".json", bytes)) {
            Thread.onSpinWait();
        }
    }

    /** All entries, oldest first. */
    public List<Event> read() {
        return read(_ -> true);
    }

    /** The entries of these events, oldest first. */
    public List<Event> read(String... events) {
        return read(Set.of(events)::contains);
    }

    /** By backup id the newest drill of it. */
    public Map<String, Event> latestDrills() {
        return newest(Event.DRILL, read(Event.DRILL));
    }

    /** By backup id its newest entry of one event, of entries that are sorted. */
    public static Map<String, Event> newest(String event, List<Event> entries) {
        Map<String, Event> newest = new HashMap<>();
        entries.stream().filter(e -> e.event().equals(event) && e.id() != null).forEach(e -> newest.put(e.id(), e));
        return newest;
    }

    /** What is wrong with the journal, one sentence each; empty if nothing is. Reads every entry. */
    public List<String> verify() {
        List<String> problems = new ArrayList<>();
        Map<String, String> digests = new HashMap<>();
        Map<String, Event> events = new TreeMap<>();
        for (String name : names(_ -> true)) {
            byte[] bytes = documents.read(folder + "/" + name, LIMIT).orElse(new byte[0]);
            digests.put(name, Documents.sha256(bytes));
            try {
                events.put(name, parse(name, bytes));
            } catch (Documents.Damaged e) {
                problems.add("journal entry [" + name + "] " + e.getMessage());
            }
        }
        events.forEach((name, event) -> event.previous().forEach(link -> {
            String digest = digests.get(link.entry());
            if (digest == null) {
                problems.add("journal entry [" + link.entry() + "], which [" + name + "] follows, is missing");
            } else if (!digest.equals(link.sha256())) {
                problems.add("journal entry [" + link.entry() + "], which [" + name + "] follows, was changed");
            }
        }));
        return problems;
    }

    private List<Event> read(Predicate<String> wanted) {
        List<Event> events = new ArrayList<>();
        List<String> names = names(wanted);
        documents.each(names.stream().map(name -> folder + "/" + name).toList(), LIMIT, (place, document) ->
                document.get().ifPresent(bytes -> {
                    try {
                        events.add(parse(names.get(place), bytes));
                    } catch (Documents.Damaged _) {
                        // left out, as promised; verify() names it
                    }
                }));
        events.sort(Comparator.comparing(Event::time));
        return events;
    }

    /** Names of entries of the wanted events, oldest first. */
    private List<String> names(Predicate<String> wanted) {
        return documents.entries(folder).stream()
                .map(entry -> entry.key().substring(entry.key().lastIndexOf('/') + 1))
                .filter(name -> {
                    Matcher matcher = NAME.matcher(name);
                    return matcher.matches() && wanted.test(matcher.group(2));
                })
                .sorted()
                .toList();
    }

    /** The newest entries that no other names, by the last few. */
    private List<Event.Link> heads() {
        List<String> names = names(_ -> true);
        Map<String, String> digests = new LinkedHashMap<>();
        Set<String> named = new HashSet<>();
        for (String name : names.subList(Math.max(0, names.size() - HEADS_AMONG), names.size())) {
            documents.read(folder + "/" + name, LIMIT).ifPresent(bytes -> {
                digests.put(name, Documents.sha256(bytes));
                try {
                    parse(name, bytes).previous().forEach(link -> named.add(link.entry()));
                } catch (Documents.Damaged _) {
                    // named as it is now, so that no further change goes unnoticed
                }
            });
        }
        digests.keySet().removeAll(named);
        return digests.entrySet().stream().map(e -> new Event.Link(e.getKey(), e.getValue())).toList();
    }

    private static Event parse(String name, byte[] bytes) throws Documents.Damaged {
        Event event = Documents.parse(Documents.unseal(bytes), Event.class);
        if (event.format() < 1 || event.format() > Event.FORMAT) {
            throw new Documents.Damaged("has the unknown format [" + event.format() + "]", null);
        }
        if (!name.startsWith(TIME.format(event.time()) + "-" + event.event() + "-")) {
            throw new Documents.Damaged("is not of the time and event that its name says", null);
        }
        return event;
    }
}
