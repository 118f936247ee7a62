package lifeboat.drill;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;

/** A place where a backup can be restored to be looked at and thrown away. */
public interface Target {

    /** Its word in reports: {@code local}, {@code server}, {@code container}. */
    String kind();

    /**
     * Makes a new empty instance fit for the backup.
     *
     * @throws lifeboat.base.UserError of kind DRILL_UNABLE if that cannot be done
     */
    Instance start(Manifest manifest);

    /**
     * What was changed for a negative control.
     *
     * @param done  for people: {@code changed one value of [public.orders]}
     * @param table the table as the source held it, whose fingerprint must differ now
     */
    record Tampering(String done, TableFingerprint table) {}

    /** A disposable database. Closing it removes everything; so does the end of the process. */
    interface Instance extends AutoCloseable {

        /** What it is, for the proof: {@code PostgreSQL 15.20, throw-away cluster}. */
        String describe();

        /**
         * Restores the backup into it; any error of the restoring tool is a failure.
         *
         * @param parts the backup's plain, verified parts: role to file
         * @throws lifeboat.base.UserError of kind BAD_BACKUP if the backup does not restore
         */
        void restore(Manifest manifest, Map<String, Path> parts);

        /** What it holds, computed in the terms of {@code expected}. */
        Fingerprint fingerprint(Fingerprint expected);

        /**
         * What one table holds now, read again in the way that {@link #fingerprint(Fingerprint)} reads it; empty if it
         * is not there.
         */
        Optional<TableFingerprint> fingerprint(TableFingerprint expected);

        /** Checks beyond the fingerprint. */
        List<Comparison.Check> checks(Manifest manifest);

        /**
         * Checks what the job asks beyond that.
         *
         * @throws lifeboat.base.UserError of kind DRILL_UNABLE if something could not be found out
         */
        List<Comparison.Check> checks(Demands demands);

        /** Changes one value of one row for the negative control; empty if there is no row to change. */
        Optional<Tampering> tamper(Fingerprint expected);

        @Override
        void close();
    }
}
