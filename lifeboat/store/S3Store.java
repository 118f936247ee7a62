package lifeboat.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import lifeboat.base.Environment;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket, or what is below a prefix in one, on a server that speaks S3. A key is an object. The server checks each
 * object or part by a checksum that is sent with it; one made of parts is looked at again before it counts as
 * committed. Create-only writes use {@code If-None-Match: *}, or {@link S3Claims} on servers that do not know it.
 * A folder of unfinished uploads only is not listed. Nothing is public: no access list is ever set.
 */
public final class S3Store implements Store {
    private final S3Settings settings;
    private final S3Calls calls;
    private final S3Objects objects;

    /** The store of the settings, which locks nothing. Asks the server nothing yet. */
    public S3Store(S3Settings settings, Environment env) {
        this(settings, env, _ -> Optional.empty());
    }

    /**
     * The same; what is stored under a key is locked.
     *
     * @param locked until when, if a key is to be locked at all
     */
    public S3Store(S3Settings settings, Environment env, Function<String, Optional<Instant>> locked) {
        this.settings = settings;
        this.calls = new S3Calls(S3Connection.open(settings, env), settings);
        this.objects = new S3Objects(calls, settings, env, locked);
    }

    @Override
    public String describe() {
        return settings.describe();
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public Upload create(String key, long expectedBytes) {
        S3Provider provider = settings.server().provider();
        PartPlan plan = new PartPlan(settings.writing().partSize(), expectedBytes, provider.maxParts(),
                provider.equalParts());
        return new S3Upload(objects, StoreKey.check(key), plan, settings.writing().memory());
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        try (S3Part part = part(bytes)) {
            objects.put("store [" + key + "]", StoreKey.check(key), part, part.sum(objects.check()));
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        String what = "create [" + StoreKey.check(key) + "]";
        try (S3Part part = part(bytes)) {
            S3Part.Sum sum = part.sum(objects.check());
            if (settings.writing().conditional()) {
                Optional<Boolean> created = objects.putNew(what, key, part, sum);
                return created.isPresent() ? created.get() : holds(key, bytes);
            }
            return new S3Claims(place(what), objects.below(S3Claims.FOLDER)).alone(key, () -> {
                if (objects.head(what, key).isPresent()) {
                    return false;
                }
                objects.put(what, key, part, sum);
                return true;
            });
        }
    }

    private boolean holds(String key, byte[] bytes) throws IOException {
        try (InputStream in = read(key).orElse(InputStream.nullInputStream())) {
            return Arrays.equals(in.readNBytes(bytes.length + 1), bytes);
        }
    }

    private static S3Part part(byte[] bytes) throws IOException {
        S3Part part = S3Part.inMemory(bytes.length, new S3Memory(bytes.length + S3Memory.BLOCK));
        for (int at = 0; at < bytes.length;) {
            at += part.write(bytes, at, bytes.length - at);
        }
        return part;
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        return S3Stream.open(calls, settings.bucket(), objects.name(StoreKey.check(key)), "read [" + key + "]");
    }

    @Override
    public Optional<Long> size(String key) throws IOException {
        return objects.head("look at [" + StoreKey.check(key) + "]", key).map(HeadObjectResponse::contentLength);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        String below = objects.below(StoreKey.checkFolder(folder));
        TreeSet<String> names = new TreeSet<>();
        list(listing(folder), below, "/", page -> {
            for (CommonPrefix prefix : page.commonPrefixes()) {
                String name = prefix.prefix().substring(below.length(), prefix.prefix().length() - 1);
                if (StoreKey.isSegment(name)) {
                    names.add(name);
                }
            }
        });
        return List.copyOf(names);
    }

    @Override
    public List<Entry> entries(String folder) throws IOException {
        return entries(folder, "/");
    }

    @Override
    public List<Entry> tree(String folder) throws IOException {
        return entries(folder, null);
    }

    private List<Entry> entries(String folder, String delimiter) throws IOException {
        int root = objects.below("").length();
        List<Entry> entries = new ArrayList<>();
        list(listing(folder), objects.below(StoreKey.checkFolder(folder)), delimiter, page -> {
            for (S3Object object : page.contents()) {
                String key = object.key().substring(root);
                if (Arrays.stream(key.split("/", -1)).allMatch(StoreKey::isSegment)) {
                    entries.add(new Entry(key, object.size()));
                }
            }
        });
        entries.sort(Comparator.comparing(Entry::key));
        return entries;
    }

    private static String listing(String folder) {
        return folder.isEmpty() ? "list its folders" : "list [" + folder + "]";
    }

    /** Shows a listing page by page. */
    private void list(String what, String prefix, String delimiter, Consumer<ListObjectsV2Response> reader)
            throws IOException {
        String next = null;
        do {
            String token = next;
            ListObjectsV2Response page = calls.call(what, (client, _) -> client.listObjectsV2(request -> request
                    .bucket(settings.bucket()).prefix(prefix).delimiter(delimiter).continuationToken(token)));
            reader.accept(page);
            next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (next != null);
    }

    @Override
    public Optional<Instant> clock() throws IOException {
        return calls.call("ask for the time", (client, _) -> client.listObjectsV2(request -> request
                .bucket(settings.bucket()).prefix(objects.below("")).maxKeys(1))).sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    }

    @Override
    public void delete(String key) throws IOException {
        deleteNamed("delete [" + key + "]", objects.name(StoreKey.check(key)));
    }

    private void deleteNamed(String what, String name) throws IOException {
        calls.find(what, 404, (client, _) -> client.deleteObject(request ->
                request.bucket(settings.bucket()).key(name)));
    }

    private S3Claims.Place place(String what) {
        return new S3Claims.Place() {
            @Override
            public void put(String name, byte[] bytes) throws IOException {
                try (S3Part part = part(bytes)) {
                    S3Part.Sum sum = part.sum(objects.check());
                    objects.putNamed(what, name, part, sum);
                }
            }

            @Override
            public List<S3Object> list(String prefix) throws IOException {
                List<S3Object> all = new ArrayList<>();
                S3Store.this.list(what, prefix, null, page -> all.addAll(page.contents()));
                return all;
            }

            @Override
            public void delete(String name) throws IOException {
                deleteNamed("delete [" + name + "], to " + what, name);
            }
        };
    }

    /**
     * Removes unfinished uploads in parts. Servers may show fewer than there are: MinIO shows those of one key only,
     * and removes old ones by itself after a day.
     */
    @Override
    public int sweep(String folder, Instant olderThan) throws IOException {
        String below = objects.below(StoreKey.checkFolder(folder));
        String what = "sweep [" + folder + "]";
        int removed = 0;
        String nextKey = null;
        String nextId = null;
        do {
            String key = nextKey;
            String id = nextId;
            ListMultipartUploadsResponse page = calls.call(what, (client, _) -> client.listMultipartUploads(request ->
                    request.bucket(settings.bucket()).prefix(below).keyMarker(key).uploadIdMarker(id)));
            for (MultipartUpload upload : page.uploads()) {
                if (upload.initiated().isBefore(olderThan) && lastPart(what, upload).isBefore(olderThan)) {
                    objects.abortNamed(what, upload.key(), upload.uploadId(), Duration.ofMinutes(1));
                    removed++;
                }
            }
            nextKey = Boolean.TRUE.equals(page.isTruncated()) ? page.nextKeyMarker() : null;
            nextId = page.nextUploadIdMarker();
        } while (nextKey != null);
        return removed;
    }

    private Instant lastPart(String what, MultipartUpload upload) throws IOException {
        Instant last = Instant.MIN;
        Integer next = null;
        do {
            Integer marker = next;
            Optional<ListPartsResponse> page = calls.find(what, 404, (client, _) -> client.listParts(request -> request
                    .bucket(settings.bucket()).key(upload.key()).uploadId(upload.uploadId()).partNumberMarker(marker)));
            for (Part part : page.map(ListPartsResponse::parts).orElse(List.of())) {
                last = part.lastModified() != null && part.lastModified().isAfter(last) ? part.lastModified() : last;
            }
            next = page.filter(ListPartsResponse::isTruncated).map(ListPartsResponse::nextPartNumberMarker)
                    .orElse(null);
        } while (next != null);
        return last;
    }

    @Override
    public Optional<Retained> retained(String key) throws IOException {
        return objects.locks().retained("look at the lock of [" + StoreKey.check(key) + "]", key);
    }

    @Override
    public void retain(String key, Instant until) throws IOException {
        objects.locks().retain("lock [" + StoreKey.check(key) + "]", key, until);
    }

    @Override
    public void close() {
        calls.close();
    }
}
