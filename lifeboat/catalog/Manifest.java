package lifeboat.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;

/**
 * The document that makes parts a backup; written last. Holds no secret, no host and no path.
 *
 * @param format      {@link #FORMAT}; a reader refuses a higher one
 * @param id          the backup's id, see {@link BackupId}
 * @param kind        {@code backup}, or {@code safety} for what a restore took of its target before
 * @param job         the job's name
 * @param tool        the version of Lifeboat that made it
 * @param started     when the run began
 * @param finished    when the last part was stored
 * @param source      what it was made from
 * @param parts       the stored files
 * @param fingerprint what the data was
 * @param recipients  the public keys it is encrypted to, empty if it is not
 * @param dumpMillis  how long reading and storing the parts took
 * @param suspect     what it holds less of than it may, one sentence each; null if nothing
 * @param set         the set that it was backed up with, null if it was backed up alone
 */
public record Manifest(
        int format,
        String id,
        String kind,
        String job,
        String tool,
        Instant started,
        Instant finished,
        SourceInfo source,
        List<Part> parts,
        Fingerprint fingerprint,
        List<String> recipients,
        long dumpMillis,
        List<String> suspect,
        InSet set) {

    /** The format this version writes, and the highest it reads. */
    public static final int FORMAT = 1;

    /** {@link #kind} of an ordinary backup. */
    public static final String BACKUP = "backup";

    /** {@link #kind} of what a restore took of its target before. */
    public static final String SAFETY = "safety";

    /** Copies the lists; absent ones become empty. */
    public Manifest {
        parts = parts == null ? List.of() : List.copyOf(parts);
        recipients = recipients == null ? List.of() : List.copyOf(recipients);
        suspect = suspect == null || suspect.isEmpty() ? null : List.copyOf(suspect);
    }

    /** One that is not suspect, of a job that was backed up alone. */
    public Manifest(int format, String id, String kind, String job, String tool, Instant started, Instant finished,
            SourceInfo source, List<Part> parts, Fingerprint fingerprint, List<String> recipients, long dumpMillis) {
        this(format, id, kind, job, tool, started, finished, source, parts, fingerprint, recipients, dumpMillis, null,
                null);
    }

    /**
     * The run of a set. The backups of all members have the same id.
     *
     * @param name the set's name
     * @param jobs its members then; the set is whole if there is a backup of each
     */
    public record InSet(String name, List<String> jobs) {

        /** Copies the list. */
        public InSet {
            jobs = jobs == null ? List.of() : List.copyOf(jobs);
        }
    }

    /**
     * One stored file.
     *
     * @param name        its key below the job's folder: {@code <id>/<file>}
     * @param role        {@code data}, {@code globals}, or {@code data-1} and so on for more rows
     * @param layers      names of the layers, innermost first
     * @param size        stored bytes
     * @param sha256      of the stored bytes, hexadecimal
     * @param plainSize   bytes before the layers
     * @param plainSha256 of the plain bytes, hexadecimal
     */
    public record Part(
            String name,
            String role,
            List<String> layers,
            long size,
            String sha256,
            long plainSize,
            String plainSha256) {

        /** Copies the list. */
        public Part {
            layers = layers == null ? List.of() : List.copyOf(layers);
        }

        /** Whether it holds rows: the only such part of a backup, or one of several. */
        public boolean isData() {
            return role.equals("data") || role.startsWith("data-");
        }

        /** The file's name without its folder. */
        public String file() {
            return name.substring(name.lastIndexOf('/') + 1);
        }
    }

    /** Stored bytes of all parts. */
    public long size() {
        return parts.stream().mapToLong(Part::size).sum();
    }

    /** Plain bytes of all parts. */
    public long plainSize() {
        return parts.stream().mapToLong(Part::plainSize).sum();
    }

    /** Whether its parts are encrypted. */
    public boolean encrypted() {
        return !recipients.isEmpty();
    }

    /** Whether it held so much less than the one before that somebody must look at it. */
    public boolean isSuspect() {
        return suspect != null;
    }

    /** From the start of the run to the last stored part. */
    public Duration duration() {
        return Duration.between(started, finished);
    }
}
