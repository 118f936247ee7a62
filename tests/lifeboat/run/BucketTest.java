package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.S3MockServer;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** How buckets are set, by the command alone. */
class BucketTest {
    @TempDir
    Path folder;

    private final S3Client client = S3MockServer.shared().client();
    private final String bucket = "settings-" + UUID.randomUUID();
    private FaultProxy.Rule rule = _ -> FaultProxy.PASS;
    private final FaultProxy proxy = new FaultProxy(S3MockServer.shared().endpoint().getPort(),
            request -> rule.judge(request));
    private Scene scene;
    private Path config;

    @BeforeEach
    void make_a_bucket() {
        client.createBucket(request -> request.bucket(bucket));
        scene = new Scene(folder);
        S3ProxyServer.variables().forEach(scene::with);
    }

    @AfterEach
    void close() {
        proxy.close();
        client.close();
    }

    private void configure(String provider, String endpoint, String settings, String job) throws IOException {
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  local: backups
                  offsite: { type: s3, bucket: { name: %s%s }, prefix: prod, provider: %s, endpoint: "%s",
                             region: us-east-1, path_style: true }
                jobs: { shop: { source: "sqlite:shop.db", stores: [offsite]%s } }
                """.formatted(bucket, settings, provider, endpoint, job));
    }

    private void wanted(String settings) throws IOException {
        configure("aws", proxy.endpoint().toString(), settings, "");
    }

    private Scene.Ran run(Object... args) {
        List<Object> all = new ArrayList<>(List.of("bucket"));
        all.addAll(List.of(args));
        all.addAll(List.of("--config", config));
        return scene.run("backup", all.toArray());
    }

    private List<LifecycleRule> rules() {
        return client.getBucketLifecycleConfiguration(request -> request.bucket(bucket)).rules();
    }

    private List<String> names() {
        return rules().stream().map(LifecycleRule::id).sorted().toList();
    }

    private static void prints(Scene.Ran ran, String line) {
        assertTrue(ran.out().lines().anyMatch(line::equals), line + "\n" + ran.out() + ran.err());
    }

    private static void says(Scene.Ran ran, String text) {
        assertTrue(ran.err().contains(text), text + "\n" + ran.err());
    }

    @Test
    void what_differs_is_shown_then_set_then_left_alone() throws IOException {
        client.putBucketLifecycleConfiguration(request -> request.bucket(bucket).lifecycleConfiguration(all -> all
                .rules(theirs("tmp-cleanup", "tmp/"), theirs("lifeboat-expire:other", "other/"))));
        wanted(", versioning: true, transition: { days: 30, class: STANDARD_IA }, expire: 365");
        Scene.Ran shown = run().expect(7);
        prints(shown, "  ✗ versioning     off, wanted on");
        prints(shown, "  ✗ transition     none, wanted STANDARD_IA after 30 days");
        prints(shown, "  ✗ abort_uploads  none, wanted after 7 days");
        prints(shown, "  - default_lock   none, nothing is wanted");
        prints(shown, "  other rules, kept: tmp-cleanup, lifeboat-expire:other");
        says(shown, "the bucket is not set as wanted");
        assertEquals(2, rules().size());

        Scene.Ran set = run("--apply").expect(0);
        prints(set, "  ✓ versioning     on (set now, was off)");
        prints(set, "  ✓ expire         after 365 days (set now, was none)");
        prints(set, "  ✓ old_versions   after 30 days (set now, was none)");
        assertEquals(List.of("lifeboat-abort-uploads:prod", "lifeboat-expire:other", "lifeboat-expire:prod",
                "lifeboat-old-versions:prod", "lifeboat-transition:prod", "tmp-cleanup"), names());
        assertTrue(rules().stream().filter(rule -> rule.id().endsWith(":prod"))
                .allMatch(rule -> rule.filter().prefix().equals("prod/")), "" + rules());
        assertTrue(rules().containsAll(List.of(theirs("tmp-cleanup", "tmp/"),
                theirs("lifeboat-expire:other", "other/"))));
        assertEquals(BucketVersioningStatus.ENABLED, client.getBucketVersioning(request -> request.bucket(bucket))
                .status());

        long writes = writes();
        prints(run("--apply").expect(0), "  ✓ transition     STANDARD_IA after 30 days");
        assertEquals(writes, writes());

        wanted(", versioning: false, abort_uploads: 3");
        prints(run("offsite", "--apply").expect(0), "  ✓ expire         none (set now, was after 365 days)");
        assertEquals(List.of("lifeboat-abort-uploads:prod", "lifeboat-expire:other", "tmp-cleanup"), names());
        prints(run().expect(0), "  ✓ versioning     off");
    }

    private long writes() {
        return proxy.seen().stream().filter(request -> !request.method().equals("GET")).count();
    }

    private static LifecycleRule theirs(String id, String prefix) {
        return LifecycleRule.builder().id(id).status("Enabled").filter(filter -> filter.prefix(prefix))
                .expiration(expiration -> expiration.days(3)).build();
    }

    @Test
    void the_last_rule_of_ours_is_removed_too() throws IOException {
        wanted("");
        run("--apply").expect(0);
        wanted(", abort_uploads: 0");
        prints(run("--apply").expect(0), "  ✓ abort_uploads  none (set now, was after 7 days)");
    }

    @Test
    void a_default_lock_is_set_and_read_back() throws IOException {
        String locked = S3MockServer.shared().lockedBucket(false);
        wanted(", default_lock: { mode: governance, days: 14 }");
        Files.writeString(config, Files.readString(config).replace(bucket, locked));
        prints(run().expect(7), "  ✗ versioning     off, wanted on");
        Scene.Ran set = run("--apply").expect(0);
        prints(set, "  ✓ default_lock   governance for 14 days (set now, was none)");
        prints(set, "  ✓ old_versions   after 30 days (set now, was none)");
        assertEquals(14, client.getObjectLockConfiguration(request -> request.bucket(locked)).objectLockConfiguration()
                .rule().defaultRetention().days());
    }

    @Test
    void the_document_has_every_setting() throws IOException {
        wanted("");
        JsonObject json = JsonParser.parseString(run("--json").expect(7).out()).getAsJsonObject();
        assertEquals("differs", json.get("verdict").getAsString());
        assertEquals(6, json.getAsJsonArray("stores").get(0).getAsJsonObject().getAsJsonArray("settings").size());
        assertTrue(json.toString().contains(
                "{\"name\":\"abort_uploads\",\"is\":\"none\",\"wanted\":\"after 7 days\",\"state\":\"DIFFERS\"}"),
                json.toString());
    }

    @Test
    void a_bucket_that_removes_what_keep_keeps_is_warned_of() throws IOException {
        client.putBucketLifecycleConfiguration(request -> request.bucket(bucket).lifecycleConfiguration(all -> all
                .rules(theirs("everything", ""))));
        configure("aws", proxy.endpoint().toString(), ", expire: 30", ", keep: { daily: 7, monthly: 12 }");
        Scene.Ran ran = run("--apply").expect(0);
        says(ran, "store [offsite]: expire has the bucket remove what is 30 days old, but job [shop] keeps backups "
                + "for up to ");
        says(ran, "lifecycle rule [everything] removes what is 3 days old, but job [shop] keeps backups for up to ");
        configure("aws", proxy.endpoint().toString(), ", expire: 400", ", keep: { daily: 7, monthly: 12 }");
        assertFalse(run("--apply").expect(0).err().contains("expire has the bucket"));
        configure("aws", proxy.endpoint().toString(), ", expire: 400", "");
        says(run().expect(0), "expire has the bucket remove what is 400 days old, but job [shop] keeps everything");
    }

    @Test
    void a_bucket_that_keeps_old_versions_for_ever_is_warned_of() throws IOException {
        client.putBucketVersioning(request -> request.bucket(bucket)
                .versioningConfiguration(versions -> versions.status(BucketVersioningStatus.ENABLED)));
        wanted("");
        says(run("--apply").expect(0), "keeps replaced and deleted objects as old versions for ever");
        wanted(", old_versions: 0");
        assertEquals("", run().expect(0).err());
        client.putBucketLifecycleConfiguration(request -> request.bucket(bucket)
                .lifecycleConfiguration(all -> all.rules(
                rules().getFirst(), LifecycleRule.builder().id("old").status("Enabled")
                .filter(filter -> filter.prefix(""))
                        .noncurrentVersionExpiration(old -> old.noncurrentDays(9)).build())));
        wanted("");
        assertEquals("", run().expect(0).err());
    }

    @Test
    void what_a_server_does_not_know_is_no_error_until_it_is_asked_for() throws IOException {
        configure("generic", S3ProxyServer.shared().endpoint().toString(), "", "");
        Files.writeString(config, Files.readString(config).replace(bucket, S3ProxyServer.BUCKET));
        Scene.Ran ran = run().expect(0);
        prints(ran, "  - abort_uploads  not to be had here");
        run("--apply").expect(0);
        configure("generic", S3ProxyServer.shared().endpoint().toString(), ", expire: 30", "");
        Files.writeString(config, Files.readString(config).replace(bucket, S3ProxyServer.BUCKET));
        says(run("--apply").expect(7), "its server does not know [expire], which the configuration asks for");
    }

    @Test
    void what_a_provider_lacks_is_refused_before_anything_is_done() throws IOException {
        for (String[] lacking : new String[][] {{"minio", "abort_uploads: 3", "abort_uploads"},
                {"b2", "transition: { days: 30, class: GLACIER_IR }", "transition"},
                {"r2", "versioning: true", "versioning"},
                {"gcs", "default_lock: { mode: governance, days: 3 }", "default_lock"}}) {
            configure(lacking[0], proxy.endpoint().toString(), ", " + lacking[1], "");
            says(run("--apply").expect(2), "the bucket of store [offsite] cannot have [" + lacking[2] + "]: provider ["
                    + lacking[0] + "] does not offer it");
        }
        assertEquals(List.of(), proxy.seen());
        configure("minio", proxy.endpoint().toString(), "", "");
        prints(run().expect(0), "  - abort_uploads  not to be had here");
    }

    @Test
    void for_google_a_document_and_commands_are_printed() throws IOException {
        configure("gcs", proxy.endpoint().toString(), ", versioning: true, transition: { days: 30, class: NEARLINE }",
                "");
        Scene.Ran ran = run().expect(0);
        prints(ran, "  gcloud storage buckets update gs://" + bucket + " --lifecycle-file=lifecycle.json");
        prints(ran, "  gcloud storage buckets update gs://" + bucket + " --versioning");
        says(ran, "can be neither seen nor changed by the S3 interface");
        String document = ran.out().lines().dropWhile(line -> !line.equals("{"))
                .takeWhile(line -> !line.startsWith("  gcloud"))
                .reduce("", String::concat);
        assertEquals(JsonParser.parseString("""
                {"lifecycle": {"rule": [
                  {"action": {"type": "SetStorageClass", "storageClass": "NEARLINE"},
                   "condition": {"age": 30, "matchesPrefix": ["prod/"]}},
                  {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 7, "matchesPrefix": ["prod/"]}},
                  {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": 30, "matchesPrefix": ["prod/"]}}
                ]}}"""), JsonParser.parseString(document));
        says(run("--apply").expect(7), "can be neither seen nor changed");
        assertEquals(List.of(), proxy.seen());
    }

    @Test
    void a_denial_names_the_permission_and_a_missing_bucket_is_said() throws IOException {
        wanted("");
        rule = request -> request.is("GET", "lifecycle") ? FaultProxy.refuse(403, "AccessDenied") : FaultProxy.PASS;
        Scene.Ran denied = run().expect(7);
        says(denied, "denies to look at its lifecycle rules");
        says(denied, "s3:GetBucketVersioning, GetLifecycleConfiguration");
        rule = request -> request.method().equals("PUT") ? FaultProxy.refuse(403, "AccessDenied") : FaultProxy.PASS;
        says(run("--apply").expect(7), "denies to set its lifecycle rules");
        rule = _ -> FaultProxy.PASS;
        Files.writeString(config, Files.readString(config).replace(bucket, "no-such-bucket"));
        says(run().expect(7), "bucket [no-such-bucket] does not exist");
    }

    @Test
    void a_provider_that_knows_no_newer_checksums_gets_the_old_one() throws IOException {
        for (String[] one : new String[][] {{"scaleway", "content-md5", "x-amz-checksum-crc32"},
                {"aws", "x-amz-checksum-crc32", "content-md5"}}) {
            configure(one[0], proxy.endpoint().toString(), ", versioning: true, expire: " + one[1].length(), "");
            run("--apply").expect(0);
            List<FaultProxy.Request> puts = proxy.seen().stream().filter(request -> request.method().equals("PUT"))
                    .toList();
            FaultProxy.Request last = puts.getLast();
            assertTrue(last.headers().containsKey(one[1]) && !last.headers().containsKey(one[2])
                    && !last.header("content-encoding").contains("aws-chunked"), "" + last);
        }
    }

    @Test
    void a_server_that_takes_a_rule_and_forgets_it_is_found_out() throws IOException {
        wanted("");
        rule = request -> request.method().equals("PUT") ? new FaultProxy.Fate.Answer(200, "", "") : FaultProxy.PASS;
        says(run("--apply").expect(7), "the server took [abort_uploads], but reading back shows something else");
    }

    @Test
    void the_size_below_which_nothing_moves_stays_as_it_is() throws IOException {
        String header = "x-amz-transition-default-minimum-object-size";
        wanted("");
        rule = request -> request.is("GET", "lifecycle")
                ? new FaultProxy.Fate.Answer(200, "Content-Type: application/xml\n"
                + header + ": varies_by_storage_class\n", "<LifecycleConfiguration/>") : FaultProxy.PASS;
        run("--apply").expect(7);
        assertEquals(List.of("varies_by_storage_class"), proxy.seen().stream().filter(request ->
                request.is("PUT", "lifecycle")).map(request -> request.header(header)).toList());
    }

    @Test
    void backups_go_to_a_bucket_that_has_been_set() throws IOException {
        wanted(", transition: { days: 30, class: STANDARD_IA }, old_versions: 5");
        run("--apply").expect(0);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)");
        scene.run("backup", "--config", config).expect(0);
        scene.run("verify", "check", "shop", "--config", config).expect(0);
    }

    @Test
    void a_store_that_is_no_bucket_is_refused() throws IOException {
        wanted("");
        says(run("local").expect(2), "store [local] is no bucket");
        prints(run("s3://" + bucket + "?region=us-east-1&path_style=true&provider=aws&endpoint=" + proxy.endpoint())
                .expect(7), "  ✗ abort_uploads  none, wanted after 7 days");
    }
}
