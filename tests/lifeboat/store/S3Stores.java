package lifeboat.store;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import lifeboat.base.Environment;
import lifeboat.testing.S3ProxyServer;

/** Makes S3 stores for tests. */
final class S3Stores {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private S3Stores() {}

    /** A prefix that nobody used. */
    static String prefix() {
        return "test-" + NUMBER.incrementAndGet();
    }

    /** A store; options are pairs of a configuration's keys and values. */
    static S3Store open(URI endpoint, String bucket, String prefix, String... options) {
        return open(S3ProxyServer.variables(), endpoint, bucket, prefix, options);
    }

    static S3Store open(Map<String, String> variables, URI endpoint, String bucket, String prefix, String... options) {
        Map<String, String> all = new HashMap<>(Map.of("endpoint", endpoint.toString(), "region", "us-east-1",
                "path_style", "true", "retry_for", "PT20S", "timeout", "PT20S"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        Environment env = new Environment(variables);
        return new S3Store(S3Settings.of(bucket, prefix, all, Optional.empty(), env), env);
    }
}
