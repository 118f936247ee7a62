package lifeboat.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import lifeboat.base.JobName;
import lifeboat.base.UserError;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.store.Store;

/** Turns a stored manifest into a {@link Manifest} that can be trusted not to lead anywhere it should not. */
final class ManifestReader {
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final Pattern KEY = Pattern.compile("[ -~]{1,4096}");

    /** How all manifests of this format begin that we write: it saves reading them twice. */
    private static final String OURS = "{\n  \"format\": " + Manifest.FORMAT + ",\n";

    private ManifestReader() {}

    private record Head(int format) {}

    /**
     * Reads and checks the manifest of that job and id.
     *
     * @throws UserError of kind BAD_BACKUP if it is damaged, without a kind if it is of a newer format
     */
    static Manifest read(String job, BackupId id, byte[] bytes, Store store) {
        try {
            String text = Documents.text(bytes);
            int format = text.startsWith(OURS) ? Manifest.FORMAT : Documents.parse(text, Head.class).format();
            if (format > Manifest.FORMAT) {
                throw UserError.of(title(job, id, store) + "has format [" + format + "], this version reads up to ["
                        + Manifest.FORMAT + "]",
                        "upgrade Lifeboat to read this backup");
            }
            Manifest manifest = Documents.parse(Documents.unseal(bytes), Manifest.class);
            check(manifest);
            require(manifest.job().equals(job), "names another job [" + manifest.job() + "]");
            require(manifest.id().equals(id.text()), "names another id [" + manifest.id() + "]");
            return manifest;
        } catch (Documents.Damaged e) {
            throw UserError.badBackup(title(job, id, store) + e.getMessage(), "use another backup of the job")
                    .because(e);
        }
    }

    private static String title(String job, BackupId id, Store store) {
        return "manifest of backup [" + id + "] of job [" + job + "] in store [" + store.describe() + "] ";
    }

    /** Checks a manifest's values. */
    static void check(Manifest manifest) throws Documents.Damaged {
        require(manifest.format() == Manifest.FORMAT, "has the unknown format [" + manifest.format() + "]");
        require(manifest.id() != null && BackupId.isId(manifest.id()), "has a wrong id");
        require(manifest.job() != null && JobName.isName(manifest.job()), "has a wrong job");
        require(Manifest.BACKUP.equals(manifest.kind()) || Manifest.SAFETY.equals(manifest.kind()), "has a wrong kind");
        require(manifest.started() != null && manifest.finished() != null, "has no times");
        require(manifest.source() != null && isWord(manifest.source().type()), "has no source");
        require(manifest.dumpMillis() >= 0, "has a negative duration");
        for (String recipient : manifest.recipients()) {
            require(KEY.matcher(recipient).matches(), "has a wrong recipient");
        }
        if (manifest.set() != null) {
            checkSet(manifest.set(), manifest.job());
        }
        checkParts(manifest.parts());
        checkFingerprint(manifest);
    }

    private static void checkSet(Manifest.InSet set, String job) throws Documents.Damaged {
        require(set.name() != null && JobName.isName(set.name()), "has a wrong set");
        require(set.jobs().contains(job) && set.jobs().stream().allMatch(JobName::isName)
                && Set.copyOf(set.jobs()).size() == set.jobs().size(), "has a set of wrong jobs");
    }

    private static void checkParts(List<Manifest.Part> parts) throws Documents.Damaged {
        require(!parts.isEmpty(), "has no parts");
        Set<String> names = new HashSet<>();
        Set<String> roles = new HashSet<>();
        for (Manifest.Part part : parts) {
            if (!isPartName(part.name())) {
                throw damaged("has a wrong part name [" + printable(part.name()) + "]");
            }
            require(names.add(part.name()), "names part [" + part.name() + "] twice");
            String title = "part [" + part.name() + "] ";
            require(isWord(part.role()) && roles.add(part.role()), title + "has a wrong role or one that another has");
            for (String layer : part.layers()) {
                require(isWord(layer), title + "has a wrong layer");
            }
            require(part.size() >= 0 && part.plainSize() >= 0, title + "has a negative size");
            require(isSha256(part.sha256()) && isSha256(part.plainSha256()), title + "has a wrong sha256");
        }
    }

    /** {@code <id>/<file>}, of this backup or another of the same job. */
    private static boolean isPartName(String name) {
        if (name == null || name.indexOf('/') < 0) {
            return false;
        }
        String folder = name.substring(0, name.indexOf('/'));
        String file = name.substring(name.indexOf('/') + 1);
        return BackupId.isId(folder) && FILE.matcher(file).matches() && !file.equals(Catalog.MANIFEST_FILE);
    }

    private static void checkFingerprint(Manifest manifest) throws Documents.Damaged {
        require(manifest.fingerprint() != null, "has no fingerprint");
        TableFingerprint before = null; // they are sorted: two of one name are neighbors
        for (TableFingerprint table : manifest.fingerprint().tables()) {
            require(table.name() != null && (before == null || !before.name().equals(table.name())
                    || !before.schema().equals(table.schema())), "has a wrong table");
            if (table.rows() < 0) {
                throw damaged("has a negative row count for table [" + printable(table.title()) + "]");
            }
            if (table.digest() != null && !isHex(table.digest(), 32)) {
                throw damaged("has a wrong digest for table [" + printable(table.title()) + "]");
            }
            before = table;
        }
    }

    private static boolean isWord(String text) {
        return text != null && WORD.matcher(text).matches();
    }

    private static boolean isSha256(String text) {
        return text != null && isHex(text, 64);
    }

    private static boolean isHex(String text, int length) {
        return text.length() == length && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    private static String printable(String text) {
        return String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
    }

    private static void require(boolean condition, String problem) throws Documents.Damaged {
        if (!condition) {
            throw damaged(problem);
        }
    }

    private static Documents.Damaged damaged(String problem) {
        return new Documents.Damaged(problem, null);
    }
}
