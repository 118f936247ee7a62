package lifeboat.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lifeboat.base.Secret;

/**
 * A whole configuration, checked: names refer to things that exist, values are in range, variables are filled in.
 *
 * @param file   the file it was read from, empty if it came from options or the environment alone
 * @param stores by name, in the order of the file
 * @param jobs   by name, in the order of the file
 * @param prices US dollars for a GB (2^30 bytes) and month, by a store's name, {@code aws} or {@code gcs}
 * @param sets   the jobs of each set by its name, in the order of the file; no job is in two
 */
public record Config(
        Optional<Path> file, Map<String, StoreConfig> stores, KeysConfig keys, Map<String, JobConfig> jobs,
        Map<String, Double> prices, Map<String, List<String>> sets) {

    /** Copies the maps, keeping their order. */
    public Config {
        stores = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(stores));
        jobs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
        prices = Map.copyOf(prices);
        sets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(sets));
    }

    /** One that says nothing of prices and sets. */
    public Config(Optional<Path> file, Map<String, StoreConfig> stores, KeysConfig keys, Map<String, JobConfig> jobs) {
        this(file, stores, keys, jobs, Map.of(), Map.of());
    }

    /** The URLs that may hold a password: of sources and of drills. */
    public List<Secret> urls() {
        return jobs.values().stream().flatMap(job -> job.urls().stream()).toList();
    }

    /** The keys that must not be shown, beside those of files: of stores and for decryption. */
    public List<Secret> secrets() {
        return Stream.concat(keys.identity().stream(), stores.values().stream().flatMap(store ->
                store instanceof StoreConfig.S3 s3 ? s3.secretKey().stream() : Stream.empty())).toList();
    }

    /** The same where every job keeps its backups so. */
    public Config with(Retention retention) {
        return with(job -> job.with(retention));
    }

    /** The same where every PostgreSQL database is dumped by that many connections. */
    public Config with(int connections) {
        return with(job -> job.with(connections));
    }

    private Config with(UnaryOperator<JobConfig> change) {
        Map<String, JobConfig> changed = new LinkedHashMap<>();
        jobs.forEach((name, job) -> changed.put(name, change.apply(job)));
        return new Config(file, stores, keys, changed, prices, sets);
    }
}
