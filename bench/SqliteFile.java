package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.base.UserError;

/**
 * The measured SQLite file.
 *
 * @param path its absolute path
 */
record SqliteFile(Path path) {

    /**
     * One that is there.
     *
     * @throws UserError if it is not, or its path has a quote, which the commands of {@code sqlite3} cannot take
     */
    static SqliteFile given(Path path) {
        if (!Files.isReadable(path) || path.toString().contains("'")) {
            throw UserError.usage("cannot read the SQLite file [" + path + "]", "its path must not hold a quote");
        }
        return new SqliteFile(path.toAbsolutePath());
    }

    /** Makes one with that many rows. */
    static SqliteFile make(Shell shell, Path path, Path script, long rows) {
        try {
            Files.createDirectories(path.getParent());
            Path unfinished = path.resolveSibling("unfinished.db");
            shell.must("rm -f \"$1\"* \"$2\"*", path.toString(), unfinished.toString());
            shell.must("sqlite3 -bail \"$1\" 'CREATE TEMP TABLE size AS SELECT '\"$2\"' AS rows' "
                    + "\".read '$3'\" >/dev/null",
                    unfinished.toString(), String.valueOf(rows), script.toString());
            Files.move(unfinished, path);
            return new SqliteFile(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
