package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImpatientTest {
    @TempDir
    private Path folder;

    @Test
    void an_operation_that_does_not_end_is_an_error_that_names_it() {
        CountDownLatch never = new CountDownLatch(1);
        Store stuck = (Store) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Store.class},
                (_, method, _) -> {
                    if (method.getName().equals("describe")) {
                        return "far away";
                    }
                    return method.getReturnType() == void.class ? null : never.await(50, TimeUnit.SECONDS);
                });
        try (Impatient store = new Impatient(stuck, Duration.ofMillis(200))) {
            UserError error = assertThrows(UserError.class, () -> store.size("a/b"));
            assertTrue(error.getMessage().contains("[far away] did not look at [a/b] within [0.2 s]"),
                    error.getMessage());
            assertThrows(UserError.class, () -> store.read("a/b"));
            assertThrows(UserError.class, () -> store.create("a/b", 1));
        }
    }

    @Test
    void what_the_store_throws_stays_what_it_is() throws IOException {
        try (Impatient store = new Impatient(new DirectoryStore(folder))) {
            assertThrows(UserError.class, () -> store.read("../b"));
            try (Store.Upload upload = store.create("a/b", 3)) {
                upload.write(new byte[] {1, 2, 3});
                upload.commit();
                assertThrows(IllegalStateException.class, upload::commit);
            }
            try (InputStream in = store.read("a/b").orElseThrow()) {
                assertArrayEquals(new byte[] {1, 2, 3}, in.readAllBytes());
            }
        }
    }
}
