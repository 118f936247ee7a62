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
        assertEquals(Optional.of(new Secret("hunter2!")), store.secretKey());
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
    void a_wrong_value_is_named_with_what_is_wrong_and_where_it_stands() {
        wrong("bucket: x", "bucket [x] is too short");
        wrong("bucket: ''", "bucket [] is too short");
        wrong("bucket: " + "b".repeat(223), "b…] is too long");
        wrong("bucket: acme/prod", "bucket [acme/prod] has the character [/] in it");
        wrong("bucket: 's3://acme'", "bucket [s3://acme] has the character [:] in it");
        wrong("bucket: { name: my bucket }", "stores.s.bucket.name: bucket [my bucket] has the character [ ] in it");
        wrong("bucket: -acme", "bucket [-acme] does not begin with a letter or digit");
        wrong("bucket: '${KEY}-'", "bucket [${KEY}-] has the character [!] in it");
        wrong("bucket: bbb, prefix: ../up", "prefix [../up] has a dot after a slash or at its beginning");
        wrong("bucket: bbb, prefix: a//b", "prefix [a//b] has nothing between two slashes");
        wrong("bucket: bbb, prefix: a b", "prefix [a b] has the character [ ] in it");
        wrong("bucket: bbb, prefix: " + "p".repeat(101), "p…] is too long");
        wrong("bucket: bbb, provider: aw", "provider [aw] is not known");
        wrong("bucket: bbb, endpoint: minio", "endpoint [minio] does not begin with http:// or https://");
        wrong("bucket: bbb, endpoint: 'ftp://host'", "endpoint [ftp://host] does not begin with http");
        wrong("bucket: bbb, endpoint: 'https://host/acme'", "endpoint [https://host/acme] has more than a host");
        wrong("bucket: bbb, endpoint: 'https://'", "endpoint [https://] is not a URL");
        wrong("bucket: bbb, path_style: yes", "path_style [yes] is not known");
        wrong("bucket: bbb, sse: aes", "sse [aes] is not known");
        wrong("bucket: bbb, part_size: 1MiB", "part_size [1MiB] is too small");
        wrong("bucket: bbb, part_size: much", "part_size [much] is not a size");
        wrong("bucket: bbb, bandwidth: fast", "bandwidth [fast] is not a size");
        wrong("bucket: bbb, timeout: soon", "timeout [soon] is not a duration");
        wrong("bucket: bbb, region: 'eu west'", "region [eu west] has the character [ ] in it");
        wrong("bucket: bbb, sse_kms_key: k", "stores.s.sse_kms_key: needs sse to be aws:kms");
        wrong("bucket: bbb, acl: public-read", "unknown key [acl]");
        wrong("bucket: bbb, lock: { mode: governance, days: soon }", "must be a number of days, 1 to 36500, is [soon]");
    }

    @Test
    void a_value_that_may_be_secret_is_not_shown() {
        for (String wrong : List.of("endpoint: 'https://key:hunter2@host'", "secret_key: hunter2",
                "access_key: hunter2", "access_key: 'hunter2 x', secret_key: x", "endpoint: '${KEY}'",
                "region: '${KEY}'")) {
            wrong("bucket: bbb, " + wrong, "stores.s");
        }
        for (String wrong : List.of("s3:", "s3://", "s3:bucket", "s3://hunter2@bucket", "s3://AK:hunter2@bucket",
                "s3://bucket?hunter2", "s3://bucket?regoin=hunter2", "s3://bucket?region=%zz", "s3://bucket?type=s3",
                "s3://bucket#hunter2", "s3://bucket?secret_key=hunter2", "s3://bucket?endpoint=http://u:hunter2@h")) {
            UserError error = assertThrows(UserError.class, () -> url(wrong), wrong);
            assertFalse((error.getMessage() + error.hint()).contains("hunter2"), error.getMessage());
        }
        UserError misspelled = assertThrows(UserError.class, () -> url("s3://bucket?regoin=x"));
        assertEquals("a store's URL cannot have the option [regoin]", misspelled.getMessage());
        assertTrue(misspelled.hint().orElse("").contains("did you mean [region]"));
        assertEquals("bucket [x] is too short", assertThrows(UserError.class, () -> url("gs://x/y")).getMessage());
    }

    private void wrong(String store, String message) {
        UserError error = assertThrows(UserError.class, () -> read("{ type: s3, " + store + " }"), store);
        assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
        assertTrue(error.getMessage().contains("lifeboat.yaml:1] stores.s") && error.getMessage().contains(message),
                error.getMessage());
        assertFalse((error.getMessage() + error.hint()).contains("hunter2"), error.getMessage());
    }

    @Test
    void a_lock_says_how_and_for_how_long() throws IOException {
        StoreConfig.S3 store = read("{ type: s3, bucket: bbb, lock: { mode: governance, days: 30 } }");
        assertEquals(Optional.of(new StoreLock("governance", OptionalInt.of(30))), store.lock());
        assertEquals("governance", store.options().get("lock_mode"));
        for (String wrong : List.of("{ mode: governance }", "{ days: 30 }", "{ mode: soft, days: 30 }",
                "{ mode: governance, days: 0 }", "{ mode: governance, days: 30, from: keep }", "30",
                "{ mode: governance, from: rpo }", "{ mode: governance, days: soon }")) {
            UserError error = assertThrows(UserError.class,
                    () -> read("{ type: s3, bucket: bbb, lock: " + wrong + " }"));
            assertTrue(error.getMessage().contains("lifeboat.yaml:1] stores.s.lock"), error.getMessage());
        }
        assertThrows(UserError.class, () -> url("s3://bucket?lock=governance"));
    }

    @Test
    void a_bucket_says_how_it_is_to_be_set() throws IOException {
        StoreConfig.S3 store = read("{ type: s3, bucket: { name: bbb, versioning: true, expire: 400, abort_uploads: 0,"
                + " transition: [{ days: 90, class: GLACIER_IR }, { days: 30, class: STANDARD_IA }],"
                + " default_lock: { mode: compliance, days: 3 } } }");
        assertEquals("bbb", store.bucket());
        assertEquals(new BucketConfig(Optional.of(true), List.of(new BucketConfig.Transition(30, "STANDARD_IA"),
                new BucketConfig.Transition(90, "GLACIER_IR")), OptionalInt.of(400), OptionalInt.of(0),
                OptionalInt.empty(), Optional.of(new StoreLock("compliance", OptionalInt.of(3)))), store.settings());
        assertEquals(BucketConfig.NONE, read("{ type: s3, bucket: bbb }").settings());
        for (String wrong : List.of("versioning: true", "name: bbb, expire: 0", "name: bbb, expire: soon",
                "name: bbb, transition: { days: 30, class: GLACIER }", "name: bbb, transition: { class: GLACIER_IR }",
                "name: bbb, transition: { days: 30, class: 'a b' }", "name: bbb, abort_uploads: -1",
                "name: bbb, default_lock: { mode: governance }", "name: bbb, default_lock: { mode: soft, days: 3 }",
                "name: bbb, versioning: false, default_lock: { mode: governance, days: 3 }",
                "name: bbb, lifecycle: 3")) {
            UserError error = assertThrows(UserError.class, () -> read("{ type: s3, bucket: { " + wrong + " } }"),
                    wrong);
            assertTrue(error.getMessage().contains("lifeboat.yaml:1] stores.s.bucket"), error.getMessage());
        }
        assertThrows(UserError.class, () -> read("{ type: s3, bucket: { name: bbb, versioning: false },"
                + " lock: { mode: governance, days: 3 } }"));
    }

    private StoreConfig.S3 url(String text) {
        return (StoreConfig.S3) new Urls(folder, new Environment(Map.of())).store(text, Map.of());
    }

    private StoreConfig.S3 read(String section) throws IOException {
        Path file = Files.writeString(folder.resolve("lifeboat.yaml"),
                "stores: { s: " + section + " }\njobs: { j: { source: 'sqlite:x.db' } }\n");
        return (StoreConfig.S3) ConfigReader.read(file, new Environment(Map.of("KEY", "hunter2!"))).stores().get("s");
    }
}
