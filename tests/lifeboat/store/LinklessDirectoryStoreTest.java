package lifeboat.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a file system without hard links. */
class LinklessDirectoryStoreTest extends StoreContract {
    @TempDir
    Path temp;

    @Override
    Store open() {
        return new DirectoryStore(temp.resolve("store"), false);
    }
}
