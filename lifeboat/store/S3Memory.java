package lifeboat.store;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A bounded number of blocks, made when first needed and used again and again. */
final class S3Memory {
    static final int BLOCK = 1 << 20;
    private static final byte[] NONE = {};

    private final BlockingQueue<byte[]> free = new LinkedBlockingQueue<>();

    /** @param bytes how much there may be; at least one block */
    S3Memory(int bytes) {
        for (int i = 0; i < bytes / BLOCK; i++) {
            free.add(NONE);
        }
    }

    /** A block, as soon as one is free. */
    byte[] take() throws IOException {
        try {
            byte[] block = free.take();
            return block == NONE ? new byte[BLOCK] : block;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw S3Calls.interrupted(e);
        }
    }

    void release(byte[] block) {
        free.add(block);
    }
}
