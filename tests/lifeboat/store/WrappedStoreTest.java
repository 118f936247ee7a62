package lifeboat.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the stores that stand before another. */
class WrappedStoreTest extends StoreContract {
    private static final long FAST = 1L << 30;

    @TempDir
    Path temp;

    @Override
    Store open() {
        return new ThrottledStore(new Impatient(new DirectoryStore(temp.resolve("store"))), FAST);
    }
}
