package lifeboat.postgres;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.UserError;

/** Reads an archive's header and table of contents: custom format, versions 1.12 to 1.16, not compressed. */
final class ArchiveToc {
    private static final int FORMAT_CUSTOM = 1;
    private static final int OLDEST = 12;
    private static final int NEWEST = 16;
    private static final Pattern ENCODING = Pattern.compile("client_encoding = '([^']*)'");

    private final ArchiveInput in;
    private final Map<Integer, ArchiveEntry> entries = new LinkedHashMap<>();
    private final Map<Integer, Long> places = new HashMap<>();
    private final Map<String, Long> types = new TreeMap<>();
    private final Set<String> schemas = new TreeSet<>();
    private final Set<String> made = new TreeSet<>();
    private final Set<Integer> triggerChanges = new TreeSet<>();
    private int minor;
    private int offsetSize;
    private String database;
    private String server;
    private String client;
    private String encoding = "UTF8";
    private Charset charset = StandardCharsets.UTF_8;

    ArchiveToc(ArchiveInput in) {
        this.in = in;
    }

    /** Reads both; the input then stands at the first data block. */
    void read() throws IOException {
        header();
        int count = in.integer();
        if (count < 0) {
            throw in.bad("its table of contents has [" + count + "] entries");
        }
        for (int i = 0; i < count; i++) {
            entry();
        }
    }

    String format() {
        return "1." + minor;
    }

    String database() {
        return database;
    }

    String server() {
        return server;
    }

    String client() {
        return client;
    }

    String encoding() {
        return encoding;
    }

    /** The entries that we look at, by their number; others are only counted. */
    Map<Integer, ArchiveEntry> entries() {
        return entries;
    }

    /** Where an entry says where its data is: one byte of state, then {@link #offsetSize} bytes. */
    long place(int id) {
        return places.get(id);
    }

    int offsetSize() {
        return offsetSize;
    }

    Map<String, Long> types() {
        return types;
    }

    /** The schemas that its objects are in but that it does not create itself: dumps of tables do not. */
    Set<String> foreignSchemas() {
        Set<String> foreign = new TreeSet<>(schemas);
        foreign.removeAll(made);
        return foreign;
    }

    /** The numbers of the entries that change a trigger instead of making one. */
    Set<Integer> triggerChanges() {
        return triggerChanges;
    }

    private void header() throws IOException {
        for (byte expected : "PGDMP".getBytes(StandardCharsets.US_ASCII)) {
            if (!in.more() || in.octet() != expected) {
                throw UserError.badBackup("this is not a PostgreSQL archive: it does not begin with [PGDMP]",
                        "archives are what pg_dump -Fc writes");
            }
        }
        int major = in.octet();
        minor = in.octet();
        in.octet(); // revision
        if (major != 1 || minor < OLDEST || minor > NEWEST) {
            throw UserError.of("the PostgreSQL archive has version [" + major + "." + minor + "], known are [1."
                    + OLDEST
                    + "] to [1." + NEWEST + "]", "use a pg_dump from 9.0 to 18, or a newer Lifeboat");
        }
        int integers = in.octet();
        offsetSize = in.octet();
        if (integers < 1 || integers > 8 || offsetSize < 1 || offsetSize > 8) {
            throw in.bad("numbers of [" + integers + "] bytes");
        }
        in.integerSize(integers);
        int format = in.octet();
        int compression = minor >= 15 ? in.octet() : in.integer();
        if (format != FORMAT_CUSTOM || compression != 0) {
            throw UserError.badBackup("the PostgreSQL archive is compressed or not in the custom format",
                    "its rows can be read only from pg_dump -Fc -Z0");
        }
        for (int i = 0; i < 7; i++) {
            in.integer(); // when it was made, in local time
        }
        database = plain(in.text());
        server = plain(in.text());
        client = plain(in.text());
    }

    private void entry() throws IOException {
        int id = in.integer();
        int data = in.integer();
        if (id <= 0 || data < 0 || data > 1) {
            throw in.bad("entry [" + id + "] of its table of contents makes no sense");
        }
        in.skipText(); // catalog
        in.skipText(); // object id
        byte[] name = in.text();
        String type = plain(in.text());
        in.integer(); // section
        boolean position = type.equals("SEQUENCE SET");
        byte[] definition = position || type.equals("ENCODING") || type.equals("TRIGGER") ? in.text()
                : skipped();
        in.skipText(); // how to drop it
        byte[] copy = data == 1 ? in.text() : skipped();
        byte[] schema = in.text();
        in.skipText(); // tablespace
        if (minor >= 14) {
            in.skipText(); // access method
        }
        if (minor >= 16) {
            in.integer(); // kind of relation
        }
        in.skipText(); // owner
        in.skipText(); // with oids
        while (in.text() != null) {
            continue; // dependencies
        }
        places.put(id, in.offset());
        in.octet(); // state of the offset
        in.skip(offsetSize);
        types.merge(type, 1L, Long::sum);
        if (type.equals("SCHEMA")) {
            made.add(decode(name));
        } else if (schema != null && schema.length > 0) {
            schemas.add(decode(schema));
        }
        if (type.equals("TRIGGER") && plain(definition).strip().startsWith("ALTER TABLE ")) {
            triggerChanges.add(id);
        }
        if (type.equals("ENCODING")) {
            encoding(plain(definition));
        } else if (position || data == 1) {
            keep(new ArchiveEntry(id, type, decode(schema), decode(name), data == 1,
                    decode(position ? definition : copy)));
        }
    }

    private byte[] skipped() throws IOException {
        in.skipText();
        return new byte[0];
    }

    private void keep(ArchiveEntry entry) {
        if (entries.put(entry.id(), entry) != null) {
            throw in.bad("its table of contents has entry [" + entry.id() + "] twice");
        }
    }

    private void encoding(String definition) {
        Matcher matcher = ENCODING.matcher(definition);
        if (matcher.find()) {
            encoding = matcher.group(1);
            charset = charset(encoding);
        }
    }

    private static Charset charset(String encoding) {
        try {
            return encoding.startsWith("WIN") ? Charset.forName("windows-" + encoding.substring(3))
                    : encoding.startsWith("LATIN") && !encoding.equals("LATIN10") ? latin(encoding)
                    : encoding.equals("UTF8") || encoding.equals("SQL_ASCII") ? StandardCharsets.UTF_8
                    : Charset.forName(encoding.replace('_', '-'));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return StandardCharsets.UTF_8; // only names that are not ASCII suffer, and their tables are then reported
        }
    }

    private static Charset latin(String encoding) {
        int number = Integer.parseInt(encoding.substring("LATIN".length()));
        return Charset.forName("ISO-8859-" + switch (number) {
            case 5 -> 9;
            case 6 -> 10;
            case 7 -> 13;
            case 8 -> 14;
            case 9 -> 15;
            default -> number;
        });
    }

    private String decode(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, charset);
    }

    private static String plain(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
