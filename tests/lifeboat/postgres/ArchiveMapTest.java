package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveMapTest {
    private static final PostgresServer SERVER = PostgresServer.installed();
    private static PlainBackup backup;

    @TempDir
    Path folder;
    private Path archive;

    @BeforeAll
    static void dump() {
        backup = RichDatabase.backup(SERVER, RichDatabase.create(SERVER), Scope.ALL);
    }

    @BeforeEach
    void copy() throws IOException {
        archive = Files.copy(backup.parts().get("data"), folder.resolve("archive"));
    }

    @Test
    void pg_restore_goes_straight_to_the_data_once_it_is_noted() throws IOException {
        List<ArchiveRows> tables = ArchiveMap.of(archive, Long.MAX_VALUE).larger(0);
        String last = tables.getLast().entry().name();
        byte[] bytes = Files.readAllBytes(archive);
        Arrays.fill(bytes, (int) tables.getFirst().pieces().getFirst().from(),
                (int) tables.get(tables.size() - 2).pieces().getLast().to(), (byte) 0x7f);
        Path damaged = Files.write(folder.resolve("damaged"), bytes);
        assertFalse(rows(damaged, last).ok());
        ArchiveMap.of(archive, Long.MAX_VALUE).note();
        System.arraycopy(Files.readAllBytes(archive), 0, bytes, 0, (int) tables.getFirst().pieces().getFirst().from());
        Files.write(damaged, bytes);
        Tool.Result found = rows(damaged, last);
        assertTrue(found.ok(), found.errors());
        assertTrue(found.out().contains("COPY shop." + last), found.out());
    }

    @Test
    void noting_changes_nothing_else() throws IOException {
        byte[] before = Files.readAllBytes(archive);
        ArchiveContents contents = ArchiveScanner.scan(Files.newInputStream(archive), new ByteArrayOutputStream());
        ArchiveMap.of(archive, 1).note();
        byte[] after = Files.readAllBytes(archive);
        assertFalse(Arrays.equals(before, after));
        assertEquals(contents, ArchiveScanner.scan(Files.newInputStream(archive), new ByteArrayOutputStream()));
        ArchiveMap.of(archive, 1).note();
        assertArrayEquals(after, Files.readAllBytes(archive));
    }

    @Test
    void each_piece_begins_with_a_row_and_together_they_are_all_rows() throws IOException {
        ArchiveRows one = orders(Long.MAX_VALUE);
        assertEquals(1, one.pieces().size());
        String whole = text(one.pieces().getFirst());
        assertEquals(5000, whole.lines().takeWhile(line -> !line.equals("\\.")).count());
        List<ArchiveRows.Piece> pieces = orders(20_000).pieces();
        assertTrue(pieces.size() > 5, pieces.toString());
        StringBuilder all = new StringBuilder();
        for (ArchiveRows.Piece piece : pieces) {
            all.append(text(piece));
            assertTrue(all.charAt(all.length() - 1) == '\n');
            assertTrue(piece == pieces.getLast() || piece.to() - piece.from() < 21_000);
        }
        assertEquals(whole, all.toString());
    }

    @Test
    void a_cut_archive_is_told() throws IOException {
        Path cut = Files.write(folder.resolve("cut"),
                Arrays.copyOf(Files.readAllBytes(archive), (int) Files.size(archive) / 2));
        UserError error = assertThrows(UserError.class, () -> ArchiveMap.of(cut, 1));
        assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind());
    }

    private ArchiveRows orders(long pieceSize) {
        return ArchiveMap.of(archive, pieceSize).larger(0).stream().filter(t -> t.entry().name().equals("orders"))
                .findFirst().orElseThrow();
    }

    private Tool.Result rows(Path file, String table) {
        return Tool.of(PostgresClients.find(15, RichDatabase.environment()).pgRestore().toString(), "--data-only",
                "--file=-", "--table=" + table, file.toString()).run(Duration.ofMinutes(1));
    }

    /** The chunks' bytes. */
    private String text(ArchiveRows.Piece piece) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(archive), (int) piece.from(),
                (int) (piece.to() - piece.from()))
                .order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            assertEquals(0, bytes.get());
            byte[] chunk = new byte[bytes.getInt()];
            bytes.get(chunk);
            text.append(new String(chunk, StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
