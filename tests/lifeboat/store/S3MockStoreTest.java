package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lifeboat.testing.S3MockServer;
import org.junit.jupiter.api.Test;

/**
 * S3Mock, taken for AWS. It looks at a condition and writes in two steps, so that of several writers at the same time
 * more than one may win: the contract is tried with claims, conditions are tried one after another.
 */
class S3MockStoreTest extends StoreContract {
    private final String prefix = S3Stores.prefix();

    @Override
    Store open() {
        return open("conditional_writes", "false");
    }

    private Store open(String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "provider";
        all[options.length + 1] = "aws";
        return S3Stores.open(S3MockServer.shared().endpoint(), S3MockServer.BUCKET, prefix, all);
    }

    @Test
    void a_condition_keeps_what_is_there() throws Exception {
        try (Store store = open()) {
            assertTrue(store.putIfAbsent("job/lock.json", bytes("first")));
            try (Store conditional = open(new String[0])) {
                assertFalse(conditional.putIfAbsent("job/lock.json", bytes("second")));
                assertTrue(conditional.putIfAbsent("job/other.json", bytes("second")));
            }
            assertEquals("first", text(store, "job/lock.json"));
        }
    }
}
