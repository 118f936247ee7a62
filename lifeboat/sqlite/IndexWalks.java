package lifeboat.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import lifeboat.base.UserError;

/** Indexes of one file that are to be read, each by the thread that first has time for it. */
final class IndexWalks {
    private final Deque<IndexScan> waiting = new ConcurrentLinkedDeque<>();

    void add(List<IndexScan> indexes) {
        waiting.addAll(indexes);
    }

    /** Reads what no other thread has begun to read. */
    void work(PageFile pages) {
        for (IndexScan next = waiting.poll(); next != null; next = waiting.poll()) {
            next.walk(pages);
        }
    }

    /** The same for a thread that has not opened the file yet. */
    void work(Path file) {
        if (waiting.isEmpty()) {
            return;
        }
        try (PageFile pages = new PageFile(file)) {
            work(pages);
        } catch (IOException e) {
            throw UserError.of("cannot read [" + file.getFileName() + "]: " + e.getMessage(), null).because(e);
        }
    }
}
