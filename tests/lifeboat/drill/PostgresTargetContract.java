package lifeboat.drill;

import java.nio.file.Path;
import lifeboat.postgres.Scope;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Target} of PostgreSQL promises. */
abstract class PostgresTargetContract extends TargetContract {
    @TempDir
    Path folder;

    @Override
    protected PlainBackup backup() {
        return RichDatabase.shared();
    }

    @Override
    protected PlainBackup broken() throws Exception {
        return backup().truncated(folder);
    }

    @Override
    protected PlainBackup withoutRows() {
        PostgresServer server = PostgresServer.installed();
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE t (a int)");
        return RichDatabase.backup(server, database, Scope.ALL);
    }
}
