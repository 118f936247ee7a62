package lifeboat.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import lifeboat.base.Workspace;
import software.amazon.awssdk.core.sync.RequestBody;

/** The bytes of one part: in blocks of memory, or in a temporary file if they are too many. Can be sent repeatedly. */
final class S3Part implements AutoCloseable {

    /** What a server compares its bytes with; entityTag is the MD5 in hexadecimal, empty if it was not made. */
    record Sum(String base64, byte[] raw, String entityTag) {}

    private final long capacity;
    private final S3Memory memory;
    private final List<byte[]> blocks = new ArrayList<>();
    private final Path file;
    private final FileChannel channel;
    private long length;

    private S3Part(long capacity, S3Memory memory, Path file, FileChannel channel) {
        this.capacity = capacity;
        this.memory = memory;
        this.file = file;
        this.channel = channel;
    }

    static S3Part inMemory(long capacity, S3Memory memory) {
        return new S3Part(capacity, memory, null, null);
    }

    static S3Part inFile(long capacity, Workspace folder, int number) throws IOException {
        Path file = folder.file("part-" + number);
        return new S3Part(capacity, null, file, FileChannel.open(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Takes what fits and returns how much that was. */
    int write(byte[] bytes, int offset, int count) throws IOException {
        int n = (int) Math.min(count, capacity - length);
        if (channel != null) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, n);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } else {
            int at = (int) (length % S3Memory.BLOCK);
            if (at == 0) {
                blocks.add(memory.take());
            }
            n = Math.min(n, S3Memory.BLOCK - at);
            System.arraycopy(bytes, offset, blocks.getLast(), at, n);
        }
        length += n;
        return n;
    }

    boolean inFile() {
        return channel != null;
    }

    boolean full() {
        return length == capacity;
    }

    long length() {
        return length;
    }

    RequestBody body() {
        return RequestBody.fromContentProvider(this::open, length, "application/octet-stream");
    }

    /** The sum in the way of the provider. */
    Sum sum(S3Provider.Check check) throws IOException {
        if (check == S3Provider.Check.CRC32) {
            CRC32 crc = new CRC32();
            digest(crc::update);
            byte[] raw = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
            return new Sum(Base64.getEncoder().encodeToString(raw), raw, "");
        }
        MessageDigest md5 = md5();
        digest(md5::update);
        byte[] raw = md5.digest();
        return new Sum(Base64.getEncoder().encodeToString(raw), raw, HexFormat.of().formatHex(raw));
    }

    private interface Digest {
        void update(byte[] bytes, int offset, int count);
    }

    private void digest(Digest digest) throws IOException {
        long left = length;
        for (byte[] block : blocks) {
            digest.update(block, 0, (int) Math.min(left, block.length));
            left -= block.length;
        }
        if (channel != null) {
            try (InputStream in = open()) {
                byte[] buffer = new byte[64 << 10];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
        }
    }

    /** The sum that a server shows of a whole whose parts have these sums. */
    static String composed(List<Sum> sums, S3Provider.Check check) {
        if (check == S3Provider.Check.MD5) {
            MessageDigest md5 = md5();
            sums.forEach(sum -> md5.update(sum.raw()));
            return HexFormat.of().formatHex(md5.digest()) + "-" + sums.size();
        }
        CRC32 crc = new CRC32();
        sums.forEach(sum -> crc.update(sum.raw()));
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array()) + "-"
                + sums.size();
    }

    private InputStream open() {
        if (channel == null) {
            List<InputStream> streams = new ArrayList<>();
            long left = length;
            for (byte[] block : blocks) {
                streams.add(new ByteArrayInputStream(block, 0, (int) Math.min(left, block.length)));
                left -= block.length;
            }
            return new SequenceInputStream(Collections.enumeration(streams));
        }
        try {
            return Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives the memory or the file back. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            Files.deleteIfExists(file);
        } else {
            blocks.forEach(memory::release);
            blocks.clear();
        }
    }
}
