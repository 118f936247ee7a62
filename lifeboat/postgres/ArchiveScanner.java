package lifeboat.postgres;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.UserError;
import lifeboat.fingerprint.RowDigest;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;

/**
 * Reads an uncompressed pg_dump archive from its beginning to its end, in memory that does not depend on its size, and
 * says what is in it: each table's rows and digest, large objects, sequences. Notices an archive that is cut off, has
 * something after its end, or lacks a table's data.
 */
public final class ArchiveScanner {
    private static final int BUFFER = 256 << 10;
    static final int TABLE = 1;
    static final int LARGE_OBJECTS = 3;
    private static final Pattern POSITION = Pattern.compile("setval\\('.*', (-?\\d+), (true|false)\\)", Pattern.DOTALL);

    private final ArchiveInput in;
    private final ArchiveToc toc;
    private final List<TableFingerprint> tables = new ArrayList<>();
    private final RoutedRows routed = new RoutedRows();
    private final Set<Integer> seen = new HashSet<>();
    private final RowDigest objects = new RowDigest();
    private final HashStream128 object = Hashing.xxh3_128().hashStream();

    private ArchiveScanner(InputStream in, OutputStream out, int buffer) {
        this.in = new ArchiveInput(in, out, buffer);
        this.toc = new ArchiveToc(this.in);
    }

    /**
     * Reads the archive and passes each byte on to {@code out} as it comes. Closes neither.
     *
     * @throws UserError   of kind BAD_BACKUP if it is damaged, without a kind if its version is unknown or it cannot be
     *                     read
     * @throws IOException only what {@code out} threw
     */
    public static ArchiveContents scan(InputStream in, OutputStream out) throws IOException {
        return new ArchiveScanner(in, out, BUFFER).scan();
    }

    /** The table of contents of an archive; reads its beginning only. */
    static ArchiveToc contents(Path archive) {
        try (InputStream in = Files.newInputStream(archive)) {
            ArchiveScanner scanner = new ArchiveScanner(in, OutputStream.nullOutputStream(), BUFFER);
            scanner.toc.read();
            return scanner.toc;
        } catch (IOException e) {
            throw UserError.of("cannot read the archive: " + e.getMessage(), null).because(e);
        }
    }

    /** The same with a buffer of that many bytes. */
    static ArchiveContents scan(InputStream in, OutputStream out, int buffer) throws IOException {
        return new ArchiveScanner(in, out, buffer).scan();
    }

    private ArchiveContents scan() throws IOException {
        toc.read();
        while (in.more()) {
            block();
        }
        for (ArchiveEntry entry : toc.entries().values()) {
            if (entry.data() && !seen.contains(entry.id())) {
                throw in.bad("the data of [" + entry.title() + "] is missing");
            }
        }
        if (objects.rows() > 0) {
            tables.add(new TableFingerprint("", ArchiveContents.LARGE_OBJECTS, objects.rows(), objects.hex(), List.of(),
                    null));
        }
        Map<String, String> roots = routed.addTo(tables);
        return new ArchiveContents(toc.format(), toc.database(), toc.server(), toc.client(), toc.encoding(), tables,
                roots, positions(), toc.types(), in.offset());
    }

    private void block() throws IOException {
        int type = in.octet();
        if (type != TABLE && type != LARGE_OBJECTS) {
            throw in.bad("there is something that is no data block");
        }
        int id = in.integer();
        ArchiveEntry entry = toc.entries().get(id);
        if (entry == null || !entry.data() || !seen.add(id)) {
            throw in.bad("there is data of the unknown entry [" + id + "]");
        }
        if (type == LARGE_OBJECTS) {
            largeObjects();
        } else if (entry.type().equals("TABLE DATA")) {
            table(entry);
        } else {
            for (int length = in.chunk(); length > 0; length = in.chunk()) {
                in.skip(length);
            }
        }
    }

    private void table(ArchiveEntry entry) throws IOException {
        CopyDigest rows = new CopyDigest();
        for (int left = in.chunk(); left > 0; left = in.chunk()) {
            while (left > 0) {
                if (!in.more()) {
                    throw in.bad("it ends within the data of [" + entry.title() + "]");
                }
                int n = Math.min(left, in.end - in.position);
                rows.take(in, in.position + n);
                left -= n;
            }
        }
        if (!rows.whole()) {
            throw in.bad("the data of [" + entry.title() + "] has no end mark at its end");
        }
        List<String> columns = columns(entry);
        if (RoutedRows.routed(entry)) {
            routed.add(entry, rows.digest(), columns);
        } else {
            tables.add(new TableFingerprint(entry.schema(), entry.name(), rows.digest().rows(), rows.digest().hex(),
                    columns, null));
        }
    }

    private List<String> columns(ArchiveEntry entry) {
        try {
            return CopyStatement.columns(entry.statement());
        } catch (IllegalArgumentException e) {
            throw UserError.badBackup("the archive's data of [" + entry.title() + "] is not in COPY form",
                    "make it without --inserts").because(e);
        }
    }

    /** Each large object is one row: its number, four bytes with the highest first, then its content. */
    private void largeObjects() throws IOException {
        for (int oid = in.integer(); oid != 0; oid = in.integer()) {
            object.reset();
            object.putByte((byte) (oid >>> 24)).putByte((byte) (oid >>> 16)).putByte((byte) (oid >>> 8))
                    .putByte((byte) oid);
            for (int left = in.chunk(); left > 0; left = in.chunk()) {
                while (left > 0) {
                    if (!in.more()) {
                        throw in.bad("it ends within large object [" + Integer.toUnsignedString(oid) + "]");
                    }
                    int n = Math.min(left, in.end - in.position);
                    object.putBytes(in.buffer, in.position, n);
                    in.position += n;
                    left -= n;
                }
            }
            objects.add(object.get());
        }
    }

    private List<SequencePosition> positions() {
        List<SequencePosition> positions = new ArrayList<>();
        for (ArchiveEntry entry : toc.entries().values()) {
            if (entry.type().equals("SEQUENCE SET")) {
                Matcher matcher = POSITION.matcher(entry.statement());
                if (!matcher.find()) {
                    throw in.bad("the position of sequence [" + entry.title() + "] is not readable");
                }
                positions.add(new SequencePosition(entry.schema(), entry.name(), Long.parseLong(matcher.group(1)),
                        matcher.group(2).equals("true")));
            }
        }
        return positions;
    }
}
