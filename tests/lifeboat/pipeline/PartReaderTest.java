package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import lifeboat.base.UserError;
import lifeboat.pipeline.PartReader.Checks;
import org.junit.jupiter.api.Test;

class PartReaderTest {
    private final AgeKeys keys = AgeKeys.generate();
    private final Layer age = Age.of(List.of(keys.recipient()), Optional.of(keys.identity()));
    private final List<List<Layer>> stacks = List.of(List.of(), List.of(new Zstd(3, 0)), List.of(new Gzip(6)),
            List.of(age), List.of(new Zstd(3, 2), age), List.of(new Gzip(1), age));

    /** Stored bytes and what a manifest says of them. */
    private record Part(List<Layer> layers, byte[] stored, PartDigests digests) {
        static Part of(List<Layer> layers, byte[] plain) throws IOException {
            ByteArrayOutputStream sink = new ByteArrayOutputStream();
            try (PartWriter writer = new PartWriter(layers, List.of(sink))) {
                writer.write(plain);
                return new Part(layers, null, writer.finish()).with(sink.toByteArray());
            }
        }

        Part with(byte[] bytes) {
            return new Part(layers, bytes, digests);
        }

        Part with(PartDigests other) {
            return new Part(layers, stored, other);
        }

        byte[] read(Checks checks) throws IOException {
            try (InputStream in = PartReader.open(new ByteArrayInputStream(stored), layers, digests, checks)) {
                return in.readAllBytes();
            } finally {
                PartWriterTest.assertNoWorkers();
            }
        }

        UserError bad(String what) {
            UserError error = assertThrows(UserError.class, () -> read(Checks.ALL), what);
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind(), what);
            return error;
        }
    }

    @Test
    void what_was_written_comes_back_through_all_layers() throws Exception {
        for (List<Layer> layers : stacks) {
            for (int size : List.of(0, 1, 65_536, Ring.BLOCK, 9_000_000)) {
                byte[] plain = Samples.rows(size);
                assertArrayEquals(plain, Part.of(layers, plain).read(Checks.ALL), size + Layers.suffix(layers));
            }
        }
    }

    @Test
    void every_flipped_bit_of_a_small_part_is_noticed() throws Exception {
        for (List<Layer> layers : stacks) {
            Part part = Part.of(layers, Samples.rows(300));
            for (int at = 0; at < part.stored.length; at++) {
                byte[] flipped = part.stored.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                part.with(flipped).bad("byte " + at + Layers.suffix(layers));
            }
        }
    }

    @Test
    void damage_anywhere_in_a_large_part_is_noticed() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (List<Layer> layers : stacks) {
            Part part = Part.of(layers, Samples.rows(4_000_000));
            for (int i = 0; i < 25; i++) {
                byte[] damaged = part.stored.clone();
                int at = random.nextInt(damaged.length);
                damaged[at] ^= (byte) (1 + random.nextInt(255));
                part.with(damaged).bad("byte " + at + Layers.suffix(layers) + ", seed " + seed);
                int length = random.nextInt(damaged.length);
                part.with(Arrays.copyOf(part.stored, length)).bad("cut to " + length + Layers.suffix(layers));
            }
        }
    }

    @Test
    void bytes_cut_off_or_added_are_counted() throws Exception {
        for (List<Layer> layers : stacks) {
            Part part = Part.of(layers, Samples.rows(100_000));
            int size = part.stored.length;
            String says = "] stored bytes, the manifest says [" + size + "]";
            assertEquals("the part is damaged: it has [" + (size - 1) + says,
                    part.with(Arrays.copyOf(part.stored, size - 1)).bad("cut").getMessage());
            part.with(Arrays.copyOf(part.stored, size + 1)).bad("1 added");
            part.with(Arrays.copyOf(part.stored, size + 100_000)).bad("100,000 added");
        }
    }

    @Test
    void a_manifest_that_differs_is_noticed() throws Exception {
        Part part = Part.of(List.of(new Zstd(3, 0), age), Samples.rows(100_000));
        PartDigests right = part.digests;
        String other = "0".repeat(64);
        for (PartDigests wrong : List.of(
                new PartDigests(right.plainSize() + 1, right.plainSha256(), right.size(), right.sha256()),
                new PartDigests(right.plainSize() - 1, right.plainSha256(), right.size(), right.sha256()),
                new PartDigests(right.plainSize(), other, right.size(), right.sha256()),
                new PartDigests(right.plainSize(), right.plainSha256(), right.size() + 1, right.sha256()),
                new PartDigests(right.plainSize(), right.plainSha256(), right.size(), other))) {
            part.with(wrong).bad(wrong.toString());
            assertEquals(100_000, part.with(wrong).read(Checks.LAYERS_ONLY).length);
        }
    }

    @Test
    void a_bomb_delivers_no_more_than_the_manifest_says() throws Exception {
        Part bomb = Part.of(List.of(new Zstd(3, 0)), new byte[200 << 20]);
        PartDigests right = bomb.digests;
        PartDigests small = new PartDigests(1000, right.plainSha256(), right.size(), right.sha256());
        long delivered = 0;
        try (InputStream in = PartReader.open(new ByteArrayInputStream(bomb.stored), bomb.layers, small, Checks.ALL)) {
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                delivered += n;
            }
        } catch (UserError e) {
            assertEquals("the part holds more than the [1000] plain bytes the manifest says", e.getMessage());
            assertEquals(0, delivered);
            return;
        }
        throw new AssertionError("read whole");
    }

    @Test
    void errors_are_thrown_again_by_each_further_read() throws Exception {
        Part part = Part.of(List.of(age), Samples.rows(1000)).with(new byte[50]);
        try (InputStream in = PartReader.open(new ByteArrayInputStream(part.stored), part.layers, part.digests,
                Checks.ALL)) {
            assertThrows(UserError.class, in::read);
            assertThrows(UserError.class, in::read);
        }
    }

    @Test
    void a_wrong_identity_is_not_called_damage() throws Exception {
        Part part = Part.of(List.of(age), Samples.rows(1000));
        Layer wrong = Age.of(List.of(keys.recipient()), Optional.of(AgeKeys.generate().identity()));
        UserError error = assertThrows(UserError.class,
                () -> new Part(List.of(wrong), part.stored, part.digests).read(Checks.ALL));
        assertEquals(Optional.empty(), error.kind());
    }

    @Test
    void what_reading_the_store_throws_is_passed_on() throws Exception {
        Part part = Part.of(stacks.get(4), Samples.random(3_000_000));
        IOException broken = new IOException("line dropped");
        InputStream source = new FilterInputStream(new ByteArrayInputStream(part.stored, 0, 2_000_000)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                if (n < 0) {
                    throw broken;
                }
                return n;
            }
        };
        try (InputStream in = PartReader.open(source, part.layers, part.digests, Checks.ALL)) {
            assertSame(broken, assertThrows(IOException.class, in::readAllBytes));
        }
    }

    @Test
    void closing_early_ends_everything() throws Exception {
        Part part = Part.of(stacks.get(4), Samples.random(9_000_000));
        boolean[] closed = {false};
        InputStream source = new ByteArrayInputStream(part.stored) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (InputStream in = PartReader.open(source, part.layers, part.digests, Checks.ALL)) {
            assertEquals(1000, in.readNBytes(1000).length);
        }
        assertTrue(closed[0]);
        PartWriterTest.assertNoWorkers();
    }

    @Test
    void closing_does_not_wait_for_a_store_that_hangs() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream hanging = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        PartReader.open(hanging, List.of(age), new PartDigests(1, "", 1, ""), Checks.ALL).close();
        PartWriterTest.assertNoWorkers();
    }

    @Test
    void damage_is_told_though_the_store_hangs_after_it() throws Exception {
        Part part = Part.of(List.of(new Zstd(3, 0), age), Samples.random(5_000_000));
        byte[] damaged = part.stored.clone();
        damaged[1_000_000] ^= 1;
        CountDownLatch closed = new CountDownLatch(1);
        InputStream hanging = new ByteArrayInputStream(damaged, 0, 3_000_000) {
            @Override
            public int read(byte[] buffer, int offset, int length) {
                int n = super.read(buffer, offset, length);
                while (n < 0 && closed.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return n;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (InputStream in = PartReader.open(hanging, part.layers, part.digests, Checks.ALL)) {
            UserError error = assertThrows(UserError.class, in::readAllBytes);
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind());
        }
        PartWriterTest.assertNoWorkers();
    }

    @Test
    void stored_bytes_are_checked_without_an_identity() throws Exception {
        Part part = Part.of(stacks.get(4), Samples.rows(3_000_000));
        PartReader.checkStored(new ByteArrayInputStream(part.stored), part.digests);
        byte[] flipped = part.stored.clone();
        flipped[flipped.length / 2] ^= 1;
        for (byte[] bad : List.of(flipped, new byte[0], Arrays.copyOf(flipped, flipped.length - 1))) {
            UserError error = assertThrows(UserError.class,
                    () -> PartReader.checkStored(new ByteArrayInputStream(bad), part.digests));
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind());
        }
    }
}
