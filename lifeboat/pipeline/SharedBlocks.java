package lifeboat.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;

/** The few buffers of a fan-out, each read by several lanes and free again when the last has written it. */
final class SharedBlocks {
    /** How many there are at most, 1 MiB each, whatever the number of sinks. */
    static final int BLOCKS = 8;

    /** A buffer, how much of it is filled, and how many lanes still need it. */
    static final class Block {
        final byte[] bytes = new byte[Ring.BLOCK];
        int length;
        private int users;
        private boolean lost;

        boolean full() {
            return length == bytes.length;
        }
    }

    private final Deque<Block> free = new ArrayDeque<>();
    private int made;

    /** An empty block, null if all are in use. */
    Block take() {
        if (free.isEmpty() && made < BLOCKS) {
            made++;
            return new Block();
        }
        return free.poll();
    }

    void use(Block block) {
        block.users++;
    }

    void release(Block block) {
        block.users--;
        if (block.users == 0) {
            if (block.lost) {
                made--;
            } else {
                block.length = 0;
                free.add(block);
            }
        }
    }

    /** Releases a block that a sink may still be reading: it is not filled again, another takes its place. */
    void lose(Block block) {
        block.lost = true;
        release(block);
    }
}
