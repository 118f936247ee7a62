package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Claims on keys, in memory, with times of our choice. */
class S3ClaimsTest {
    private final Map<String, Instant> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger lists = new AtomicInteger();

    private final S3Claims.Place place = new S3Claims.Place() {
        @Override
        public void put(String name, byte[] bytes) {
            objects.put(name, Instant.now());
        }

        @Override
        public List<S3Object> list(String prefix) {
            lists.incrementAndGet();
            return objects.entrySet().stream().filter(entry -> entry.getKey().startsWith(prefix)).map(entry ->
                    S3Object.builder().key(entry.getKey()).lastModified(entry.getValue()).build()).toList();
        }

        @Override
        public void delete(String name) {
            objects.remove(name);
        }
    };

    private final S3Claims claims = new S3Claims(place, ".claims/");

    @Test
    void a_claim_is_gone_when_its_work_is_done() throws Exception {
        assertTrue(claims.alone("job/lock", () -> {
            assertEquals(1, objects.size());
            return true;
        }));
        assertFalse(claims.alone("job/lock", () -> false));
        assertEquals(Map.of(), objects);
    }

    @Test
    void another_claim_on_the_key_is_waited_for() throws Exception {
        String[] other = {null};
        claims.alone("job/lock", () -> {
            other[0] = objects.keySet().iterator().next().replaceFirst("[^/]+$", "other");
            return true;
        });
        objects.put(other[0], Instant.now());
        lists.set(0);
        Thread.ofVirtual().start(() -> {
            while (lists.get() < 3) {
                Thread.onSpinWait();
            }
            objects.remove(other[0]);
        });
        assertTrue(claims.alone("job/lock", () -> !objects.containsKey(other[0])));
        assertTrue(lists.get() >= 3);
        objects.put(other[0], Instant.now());
        assertTrue(claims.alone("job/other", () -> true), "a claim on another key does not matter");
    }

    @Test
    void a_claim_of_a_run_that_died_counts_for_a_while_only() throws Exception {
        String[] other = {null};
        claims.alone("job/lock", () -> {
            other[0] = objects.keySet().iterator().next().replaceFirst("[^/]+$", "other");
            return true;
        });
        objects.put(other[0], Instant.now().minus(S3Claims.STALE).minusSeconds(1));
        assertTrue(claims.alone("job/lock", () -> true));
        assertEquals(Map.of(), objects);
    }
}
