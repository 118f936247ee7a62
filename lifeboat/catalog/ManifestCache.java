package lifeboat.catalog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.JobName;
import lifeboat.store.ForwardingStore;
import lifeboat.store.Store;

/**
 * A store to look at, not to restore from: one listing of a job says what is there, and manifests and journal entries,
 * which never change, are read from a local copy where there is one. A copy is used only if it has the size that the
 * store lists and agrees with its own digest. Nothing can be written through it; what appears in the store later is not
 * seen. Safe for use by several threads.
 *
 * <p>The copies are private files below the cache folder; those not used for 90 days are removed. A cache that cannot
 * be written is no error. {@code LIFEBOAT_NO_CACHE} turns the copies off.
 */
public final class ManifestCache extends ForwardingStore {
    static final Duration KEPT = Duration.ofDays(90);
    private static final Duration TOUCHED = Duration.ofDays(1);
    private static final int MOST = 64 << 20;
    private static final Pattern NEVER_CHANGES =
            Pattern.compile("[^/]+/(\\d{8}T\\d{6}Z-[0-9a-f]{4}/manifest\\.json|journal/[^/]+\\.json)");

    private final Optional<Path> folder;
    private final Instant now;
    private final NavigableMap<String, Long> listed = new TreeMap<>();
    private final TreeSet<String> jobs = new TreeSet<>();

    private ManifestCache(Store store, Optional<Path> folder, Instant now) {
        super(store);
        this.folder = folder;
        this.now = now;
    }

    /** A remote store, with copies in this user's cache unless caching is turned off; a local one as it is. */
    public static Store over(Store store, Environment env, Instant now) {
        return !store.remote() || env.flag("LIFEBOAT_NO_CACHE") ? without(store, now)
                : in(env.cache().resolve("manifests"), store, now);
    }

    /** A remote store, listed once and without copies; a local one as it is. */
    public static Store without(Store store, Instant now) {
        return store.remote() ? new ManifestCache(store, Optional.empty(), now) : store;
    }

    /** The store with copies in this folder. */
    static Store in(Path folder, Store store, Instant now) {
        ManifestCache cache = new ManifestCache(store, Optional.of(folder), now);
        cache.forget(folder);
        return cache;
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        Optional<Long> size = size(key);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        if (folder.isEmpty() || !NEVER_CHANGES.matcher(key).matches() || size.get() > MOST) {
            return super.read(key);
        }
        Path file = folder.get().resolve(key + "-" + size.get());
        Optional<byte[]> copy = copy(file, size.get());
        if (copy.isEmpty()) {
            copy = fresh(key);
            if (copy.isPresent() && copy.get().length == size.get() && isSealed(copy.get())) {
                keep(file, copy.get());
            }
        }
        return copy.map(ByteArrayInputStream::new);
    }

    private Optional<byte[]> fresh(String key) throws IOException {
        Optional<InputStream> found = super.read(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = found.get()) {
            return Optional.of(in.readNBytes(MOST));
        }
    }

    @Override
    public Optional<Long> size(String key) throws IOException {
        list(key);
        return Optional.ofNullable(listed.get(key));
    }

    @Override
    public List<String> folders(String parent) throws IOException {
        if (parent.isEmpty()) {
            return super.folders(parent);
        }
        list(parent);
        TreeSet<String> names = new TreeSet<>();
        below(parent).forEach(rest -> {
            if (rest.indexOf('/') > 0) {
                names.add(rest.substring(0, rest.indexOf('/')));
            }
        });
        return List.copyOf(names);
    }

    @Override
    public List<Entry> entries(String parent) throws IOException {
        if (parent.isEmpty()) {
            return super.entries(parent);
        }
        list(parent);
        return below(parent).filter(rest -> rest.indexOf('/') < 0)
                .map(rest -> entry(parent, rest)).toList();
    }

    private Entry entry(String parent, String rest) {
        String key = parent + "/" + rest;
        return new Entry(key, listed.get(key));
    }

    private Stream<String> below(String parent) {
        String prefix = parent + "/";
        return listed.subMap(prefix, parent + "0").keySet().stream().map(key -> key.substring(prefix.length()));
    }

    /** Lists the job that a key or folder belongs to, once. */
    private synchronized void list(String keyOrFolder) throws IOException {
        String job = keyOrFolder.indexOf('/') < 0 ? keyOrFolder : keyOrFolder.substring(0, keyOrFolder.indexOf('/'));
        if (!jobs.contains(job) && JobName.isName(job)) {
            super.tree(job).forEach(entry -> listed.put(entry.key(), entry.size()));
            jobs.add(job);
        }
    }

    private Optional<byte[]> copy(Path file, long size) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (!found.isRegularFile() || found.size() != size) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            if (!isSealed(bytes)) {
                return Optional.empty();
            }
            if (found.lastModifiedTime().toInstant().isBefore(now.minus(TOUCHED))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
            return Optional.of(bytes);
        } catch (IOException _) {
            // only a copy: the store has it
            return Optional.empty();
        }
    }

    private static boolean isSealed(byte[] bytes) {
        try {
            Documents.unseal(bytes);
            return true;
        } catch (Documents.Damaged _) {
            return false;
        }
    }

    private void keep(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path temporary = Files.createTempFile(file.getParent(), ".new-", "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(temporary, bytes);
                Files.setLastModifiedTime(temporary, FileTime.from(now));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException _) {
            // only a copy: the next look reads it from the store again
        }
    }

    /** Once a day removes what was not used for long. */
    private void forget(Path folder) {
        Path marker = folder.resolve(".last-cleaned");
        try {
            if (!Files.isDirectory(folder) || Files.exists(marker)
                    && Files.getLastModifiedTime(marker).toInstant().isAfter(now.minus(TOUCHED))) {
                return;
            }
            List<Path> old;
            try (Stream<Path> files = Files.walk(folder)) {
                old = files.filter(Files::isRegularFile).filter(this::isOld).toList();
            }
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
            Files.write(marker, new byte[0]);
            Files.setLastModifiedTime(marker, FileTime.from(now));
        } catch (IOException | UncheckedIOException _) {
            // tried again by the next command
        }
    }

    private boolean isOld(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT));
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public List<Entry> tree(String parent) throws IOException {
        if (parent.isEmpty()) {
            return super.tree(parent);
        }
        list(parent);
        return below(parent).map(rest -> entry(parent, rest)).toList();
    }

    @Override
    public Upload create(String key, long expectedBytes) {
        throw onlyRead();
    }

    @Override
    public void put(String key, byte[] bytes) {
        throw onlyRead();
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        throw onlyRead();
    }

    @Override
    public void delete(String key) {
        throw onlyRead();
    }

    @Override
    public int sweep(String parent, Instant olderThan) {
        throw onlyRead();
    }

    @Override
    public void retain(String key, Instant until) {
        throw onlyRead();
    }

    private static UnsupportedOperationException onlyRead() {
        return new UnsupportedOperationException("a cache is only to be read");
    }

    /** Leaves the store open: it is the caller's. */
    @Override
    public void close() {}
}
