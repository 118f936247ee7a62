package lifeboat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ReaderTest {
    @TempDir
    Path folder;

    @Test
    void a_section_says_everything_about_a_bucket() throws IOException {
        StoreConfig.S3 store = read("""
                { type: s3, bucket: acme-backups, prefix: /prod/eu/, provider: minio, region: eu-central-1,
                  endpoint: "https://minio.example:9000", path_style: true, ca: ca.pem, access_key: ABC,
                  secret_key: "${KEY}", role_arn: "arn:aws:iam::123456789012:role/backup", storage_class: STANDARD_IA,
                  sse: "aws:kms", sse_kms_key: "alias/backup", part_size: 16MiB, conditional_writes: false,
                  bandwidth: 20MB/s, timeout: 30s, retry_for: 10m }""");
        assertEquals("acme-backups", store.bucket());
        assertEquals("prod/eu", store.prefix());
        assertEquals(Optional.of(new Secret("hunter2")), store.secretKey());
        assertEquals(OptionalLong.of(20_000_000), store.bandwidth());
        assertEquals("16777216", store.options().get("part_size"));
        assertEquals("PT30S", store.options().get("timeout"));
        assertEquals("PT10M", store.options().get("retry_for"));
        assertEquals(folder.resolve("ca.pem").toString(), store.options().get("ca"));
        assertFalse(store.toString().contains("hunter2"));
    }

    @Test
    void a_url_says_the_same() {
        StoreConfig.S3 store = url("s3://bucket/a/b?region=eu-west-1"
                + "&endpoint=http%3A%2F%2F127.0.0.1:9000&path_style=true"
                + "&profile=backup&bandwidth=1MiB");
        assertEquals("bucket", store.bucket());
        assertEquals("a/b", store.prefix());
        assertEquals(Map.of("region", "eu-west-1", "endpoint", "http://127.0.0.1:9000", "path_style", "true", "profile",
                "backup"), store.options());
        assertEquals(OptionalLong.of(1 << 20), store.bandwidth());
        assertEquals("http://127.0.0.1:9000", url("s3://bucket?endpoint=http://127.0.0.1:9000")
                .options().get("endpoint"));
        assertEquals(Map.of("provider", "gcs"), url("gs://bucket/x").options());
        assertEquals("", url("gs://bucket/").prefix());
    }

    @Test
    void wrong_values_are_refused_where_they_stand_and_not_shown() {
        for (String wrong : List.of("bucket: hunter2/x", "bucket: ''", "bucket: b, prefix: ../hunter2",
                "bucket: bb, prefix: .hunter2", "bucket: bb, provider: hunter2", "bucket: bb, endpoint: hunter2",
                "bucket: bb, endpoint: 'https://key:hunter2@host'", "bucket: bb, endpoint: 'ftp://hunter2'",
                "bucket: bb, path_style: hunter2", "bucket: bb, sse: hunter2", "bucket: bb, part_size: 1MiB",
                "bucket: bb, part_size: hunter2", "bucket: bb, bandwidth: hunter2", "bucket: bb, timeout: hunter2",
                "bucket: bb, region: 'hunter2 x'", "bucket: bb, secret_key: hunter2", "bucket: bb, access_key: hunter2",
                "bucket: bb, sse_kms_key: hunter2", "bucket: bb, acl: public-read")) {
            UserError error = assertThrows(UserError.class, () -> read("{ type: s3, " + wrong + " }"), wrong);
            assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
            assertFalse((error.getMessage() + error.hint()).contains("hunter2"), error.getMessage());
        }
        for (String wrong : List.of("s3:", "s3://", "s3:bucket", "s3://hunter2@bucket", "s3://bucket?hunter2",
                "s3://bucket?regoin=hunter2", "s3://bucket?region=%zz", "s3://bucket?type=s3")) {
            UserError error = assertThrows(UserError.class, () -> url(wrong), wrong);
            assertFalse((error.getMessage() + error.hint()).contains("hunter2"), error.getMessage());
        }
        assertTrue(assertThrows(UserError.class, () -> url("s3://bucket?regoin=x")).hint().orElse("")
                .contains("did you mean [region]"));
    }

    @Test
    void a_lock_says_how_and_for_how_long() throws IOException {
        StoreConfig.S3 store = read("{ type: s3, bucket: bb, lock: { mode: governance, days: 30 } }");
        assertEquals(Optional.of(new StoreLock("governance", OptionalInt.of(30))), store.lock());
        assertEquals("governance", store.options().get("lock_mode"));
        for (String wrong : List.of("{ mode: governance }", "{ days: 30 }", "{ mode: soft, days: 30 }",
                "{ mode: governance, days: 0 }", "{ mode: governance, days: 30, from: keep }", "30",
                "{ mode: governance, from: rpo }", "{ mode: governance, days: soon }")) {
            UserError error = assertThrows(UserError.class,
                    () -> read("{ type: s3, bucket: bb, lock: " + wrong + " }"));
            assertTrue(error.getMessage().contains("lifeboat.yaml:1] stores.s.lock"), error.getMessage());
        }
        assertThrows(UserError.class, () -> url("s3://bucket?lock=governance"));
    }

    @Test
    void a_bucket_says_how_it_is_to_be_set() throws IOException {
        StoreConfig.S3 store = read("{ type: s3, bucket: { name: bb, versioning: true, expire: 400, abort_uploads: 0,"
                + " transition: [{ days: 90, class: GLACIER_IR }, { days: 30, class: STANDARD_IA }],"
                + " default_lock: { mode: compliance, days: 3 } } }");
        assertEquals("bb", store.bucket());
        assertEquals(new BucketConfig(Optional.of(true), List.of(new BucketConfig.Transition(30, "STANDARD_IA"),
                new BucketConfig.Transition(90, "GLACIER_IR")), OptionalInt.of(400), OptionalInt.of(0),
                OptionalInt.empty(), Optional.of(new StoreLock("compliance", OptionalInt.of(3)))), store.settings());
        assertEquals(BucketConfig.NONE, read("{ type: s3, bucket: bb }").settings());
        for (String wrong : List.of("versioning: true", "name: bb, expire: 0", "name: bb, expire: soon",
                "name: bb, transition: { days: 30, class: GLACIER }", "name: bb, transition: { class: GLACIER_IR }",
                "name: bb, transition: { days: 30, class: 'a b' }", "name: bb, abort_uploads: -1",
                "name: bb, default_lock: { mode: governance }", "name: bb, default_lock: { mode: soft, days: 3 }",
                "name: bb, versioning: false, default_lock: { mode: governance, days: 3 }", "name: bb, lifecycle: 3")) {
            UserError error = assertThrows(UserError.class, () -> read("{ type: s3, bucket: { " + wrong + " } }"),
                    wrong);
            assertTrue(error.getMessage().contains("lifeboat.yaml:1] stores.s.bucket"), error.getMessage());
        }
        assertThrows(UserError.class, () -> read("{ type: s3, bucket: { name: bb, versioning: false },"
                + " lock: { mode: governance, days: 3 } }"));
    }

    private StoreConfig.S3 url(String text) {
        return (StoreConfig.S3) new Urls(folder, new Environment(Map.of())).store(text, Map.of());
    }

    private StoreConfig.S3 read(String section) throws IOException {
        Path file = Files.writeString(folder.resolve("lifeboat.yaml"),
                "stores: { s: " + section + " }\njobs: { j: { source: 'sqlite:x.db' } }\n");
        return (StoreConfig.S3) ConfigReader.read(file, new Environment(Map.of("KEY", "hunter2"))).stores().get("s");
    }
}
