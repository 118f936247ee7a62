package lifeboat.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.base.Tool;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    private static final String ID = "20260115T020000Z-7f3a";
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    @TempDir
    Path root;

    @TestFactory
    Stream<DynamicTest> the_commands_restore_an_sqlite_backup_of_each_combination_of_layers() {
        return Stream.of(List.<String>of(), List.of("zstd"), List.of("gzip"), List.of("age"), List.of("zstd", "age"),
                List.of("gzip", "age")).map(layers -> DynamicTest.dynamicTest(layers.toString(), () ->
                restores(layers)));
    }

    private void restores(List<String> layers) throws IOException {
        Path folder = backup(layers);
        Tool.Result result = run(folder);
        assertTrue(result.ok(), result.errors() + result.out());
        assertEquals("2", Shell.in(folder).must("sqlite3 restored.db 'SELECT count(*) FROM orders'").strip());
    }

    @Test
    void a_damaged_part_ends_the_commands_before_anything_is_restored() throws IOException {
        Path folder = backup(List.of("zstd", "age"));
        try (Stream<Path> files = Files.list(folder)) {
            Path part = files.filter(file -> file.toString().endsWith(".age")).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(part);
            bytes[bytes.length / 2] ^= 1;
            Files.write(part, bytes);
        }
        assertFalse(run(folder).ok());
        assertFalse(Files.exists(folder.resolve("restored.db")));
    }

    @Test
    void a_target_that_exists_is_not_overwritten() throws IOException {
        Path folder = backup(List.of("zstd"));
        Files.writeString(folder.resolve("restored.db"), "precious");
        assertFalse(run(folder).ok());
        assertEquals("precious", Files.readString(folder.resolve("restored.db")));
    }

    @Test
    void the_target_is_told_by_a_variable() throws IOException {
        Path folder = backup(List.of("zstd"));
        Shell.in(folder).env("TARGET_FILE", "my shop.db").must(script(folder));
        assertTrue(Files.exists(folder.resolve("my shop.db")));
    }

    @Test
    void instructions_for_postgres_name_keys_versions_roles_and_tables() {
        String text = Recovery.render(postgres(List.of("globals"), List.of("shop_owner")));
        for (String expected : List.of("age1recipient", "pg_restore --exit-on-error", "createdb --template=template0",
                "ENCODING=${ENCODING:-UTF8}", "COLLATE=${COLLATE:-de_DE.UTF-8}", "TARGET_DB=${TARGET_DB:-restored}",
                "IDENTITY=${IDENTITY:-identity.txt}", "sha256sum -c", "psql -X -q -d postgres -f shop-" + ID
                + ".globals.sql",
                "pg_dump 15.20", "`citext` `1.6`", "| `orders` | 2 |")) {
            assertTrue(text.contains(expected), expected + " is not in\n" + text);
        }
    }

    @Test
    void roles_are_made_from_their_names_where_there_are_no_globals() {
        String text = Recovery.render(postgres(List.of(), List.of("app", "o\"dd")));
        assertTrue(text.contains("CREATE ROLE \"app\" NOLOGIN;\nCREATE ROLE \"o\"\"dd\" NOLOGIN;"), text);
    }

    @Test
    void names_from_the_source_cannot_break_out_into_a_command() {
        String evil = "x\nSQL\nrm -rf /\n```sh\ntouch owned\n```";
        SourceInfo source = new SourceInfo("postgres", evil, evil, evil, "UTF8; touch owned",
                Map.of("collate", "$(touch owned)", "a\n```sh", evil, "scope.tables", "[]"),
                List.of(new SourceInfo.Extension(evil, evil)), List.of(evil, "`touch owned`"));
        Manifest manifest = new Manifest(1, ID, Manifest.BACKUP, "shop", evil, Instant.EPOCH, Instant.EPOCH, source,
                List.of(Manifests.part("shop", ID, "data", ".dump", List.of())), Manifests.fingerprint(),
                List.of(evil), 0);
        for (String block : blocks(Recovery.render(manifest))) {
            for (String line : block.lines().toList()) {
                assertFalse(line.contains("owned") && !line.startsWith("CREATE ROLE"), line);
                assertFalse(line.startsWith("rm -rf"), line);
            }
        }
    }

    @Test
    void every_command_is_valid_shell() throws IOException {
        for (List<String> globals : List.of(List.of("globals"), List.<String>of())) {
            Path file = root.resolve("check.sh");
            Files.writeString(file, String.join("", blocks(Recovery.render(postgres(globals, List.of("app"))))));
            Shell.in(root).must("sh -n check.sh");
        }
    }

    @Test
    void a_part_in_another_backups_folder_is_found_from_this_one() {
        String other = "20260114T020000Z-0000";
        Manifest manifest = Manifests.of("shop", ID, Manifest.BACKUP,
                List.of(Manifests.part("shop", other, "data", ".db.zst", List.of("zstd"))), List.of());
        assertTrue(Recovery.render(manifest).contains("< ../" + other + "/shop-" + other + ".db.zst"));
    }

    @Test
    void a_changed_cut_or_longer_text_does_not_agree_with_its_digest() {
        byte[] text = Recovery.render(postgres(List.of(), List.of("app"))).getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.empty(), Recovery.damage(text));
        for (int at = 0; at < text.length; at++) {
            text[at] ^= 1;
            assertTrue(Recovery.damage(text).isPresent(), "byte " + at);
            text[at] ^= 1;
        }
        assertTrue(Recovery.damage(Arrays.copyOf(text, text.length - 1)).isPresent());
        assertTrue(Recovery.damage(Arrays.copyOf(text, text.length + 1)).isPresent());
        assertTrue(Recovery.damage(new byte[0]).isPresent());
    }

    @Test
    void a_layer_without_a_stock_tool_is_refused() {
        Manifest manifest = Manifests.of("shop", ID, Manifest.BACKUP,
                List.of(Manifests.part("shop", ID, "data", ".db.rot", List.of("rot13"))), List.of());
        assertThrows(IllegalArgumentException.class, () -> Recovery.render(manifest));
    }

    /** A folder with a part made by stock tools and its RECOVERY.md. */
    private Path backup(List<String> layers) throws IOException {
        Path folder = Files.createDirectory(root.resolve(String.join("-", layers) + "-backup"));
        String plain = "shop-" + ID + ".db";
        Shell shell = Shell.in(folder);
        shell.must("sqlite3 " + plain
                + " \"CREATE TABLE orders(id, what); INSERT INTO orders VALUES (1,'a'),(2,'b')\"");
        shell.must("age-keygen -o identity.txt");
        String recipient = shell.must("age-keygen -y identity.txt").strip();
        String name = plain;
        String plainSum = sum(folder, plain);
        for (String layer : layers) {
            name = switch (layer) {
                case "zstd" -> shell.must("zstd -q --rm " + name + " && echo " + name + ".zst").strip();
                case "gzip" -> shell.must("gzip " + name + " && echo " + name + ".gz").strip();
                default -> shell.must("age -r " + recipient + " -o " + name + ".age " + name + " && rm " + name
                        + " && echo " + name + ".age").strip();
            };
        }
        Manifest.Part part = new Manifest.Part(ID + "/" + name, "data", layers, Files.size(folder.resolve(name)),
                sum(folder, name), 1, plainSum);
        Manifest manifest = Manifests.of("shop", ID, Manifest.BACKUP, List.of(part),
                layers.contains("age") ? List.of(recipient) : List.of());
        Files.writeString(folder.resolve("RECOVERY.md"), Recovery.render(manifest));
        return folder;
    }

    private static Manifest postgres(List<String> more, List<String> roles) {
        List<String> layers = List.of("zstd", "age");
        List<Manifest.Part> parts = new ArrayList<>(List.of(Manifests.part("shop", ID, "data", ".dump.zst.age",
                layers)));
        more.forEach(role -> parts.add(Manifests.part("shop", ID, role, "." + role + ".sql.zst.age", layers)));
        SourceInfo source = new SourceInfo("postgres", "shop", "15.20", "pg_dump 15.20", "UTF8",
                Map.of("collate", "de_DE.UTF-8"), List.of(new SourceInfo.Extension("citext", "1.6")), roles);
        return new Manifest(1, ID, Manifest.BACKUP, "shop", "0.1.0", Instant.EPOCH, Instant.EPOCH, source, parts,
                Manifests.fingerprint(), List.of("age1recipient"), 0);
    }

    private static Tool.Result run(Path folder) throws IOException {
        return Shell.in(folder).run(script(folder));
    }

    private static String script(Path folder) throws IOException {
        return "set -eu\n" + String.join("", blocks(Files.readString(folder.resolve("RECOVERY.md"))));
    }

    private static List<String> blocks(String text) {
        Matcher matcher = BLOCK.matcher(text);
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private static String sum(Path folder, String file) {
        return Shell.in(folder).must("sha256sum " + file).substring(0, 64);
    }
}
