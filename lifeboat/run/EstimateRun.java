package lifeboat.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.report.EstimateReport;
import lifeboat.report.EstimateReport.Cost;
import lifeboat.report.EstimateReport.Full;
import lifeboat.retention.Forecast;
import lifeboat.retention.Policy;

/** Reckons what a job's backups take in a store: now, when the policy is full, and in a year. */
public final class EstimateRun {
    private static final Map<String, Double> PRICES = Map.of("aws", 0.023, "gcs", 0.020);
    private static final double GB = 1L << 30;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration LOOK_BACK = Duration.ofDays(90);
    private static final int GAPS = 30;

    private final Context context;
    private final JobConfig job;
    private final OpenStores.Open open;
    private final NavigableMap<String, Long> sizes = new TreeMap<>();
    private int backups;
    private long bytes;

    private EstimateRun(Context context, JobConfig job, OpenStores.Open open) {
        this.context = context;
        this.job = job;
        this.open = open;
    }

    /**
     * What was reckoned.
     *
     * @param reports  one for each job and store that can be read
     * @param problems stores that cannot, one sentence each
     */
    public record Found(List<EstimateReport> reports, List<String> problems) {}

    /**
     * Reckons for these jobs.
     *
     * @throws UserError if no store can be read
     */
    public static Found run(Context context, List<JobConfig> jobs) {
        List<EstimateReport> reports = new ArrayList<>();
        Map<String, String> problems = new LinkedHashMap<>();
        UserError none = null;
        for (JobConfig job : jobs) {
            try (OpenStores stores = OpenStores.ofJob(context, job)) {
                for (OpenStores.Open open : stores.all()) {
                    try {
                        reports.add(new EstimateRun(context, job, open).estimate());
                    } catch (UserError e) {
                        open.fail(e);
                        problems.putIfAbsent(open.name(), open.problem());
                    }
                }
                none = stores.usable().isEmpty() ? stores.noneUsable() : none;
            }
        }
        if (reports.isEmpty() && none != null) {
            throw none;
        }
        return new Found(reports, List.copyOf(problems.values()));
    }

    private EstimateReport estimate() {
        look();
        Long latest = sizes.isEmpty() ? null : sizes.lastEntry().getValue();
        Duration every = interval();
        Double growth = growth();
        Forecast forecast = forecast(every);
        Full full = forecast == null || latest == null ? null
                : new Full(forecast.backups(), forecast.backups() * latest, forecast.full().toDays());
        Long year = year(latest, every, growth, forecast);
        Optional<String> priced = priced();
        Double price = priced.map(name -> context.config().prices().getOrDefault(name, PRICES.get(name))).orElse(null);
        return new EstimateReport(job.name(), open.name(), backups, bytes, latest, every == null ? null
                : every.toMillis(), growth == null ? null : Math.round(growth), full, year, price, priced.orElse(null),
                price == null ? null : new Cost(cost(bytes, price), full == null ? null : cost(full.bytes(), price),
                        year == null ? null : cost(year, price)));
    }

    /** What is there, and how large backups were that are gone by now. */
    private void look() {
        new Journal(open.store(), job.name()).read(Event.BACKUP).stream()
                .filter(event -> event.id() != null && BackupId.isId(event.id()))
                .filter(event -> Manifest.BACKUP.equals(event.details().get("kind")))
                .filter(event -> event.details().getOrDefault("size", "").matches("\\d{1,18}"))
                .forEach(event -> sizes.put(event.id(), Long.valueOf(event.details().get("size"))));
        new Catalog(open.store()).each(job.name(), manifest -> {
            backups++;
            bytes += manifest.size();
            if (manifest.kind().equals(Manifest.BACKUP)) {
                sizes.put(manifest.id(), manifest.size());
            }
        });
    }

    /** The median of the last gaps; null if there is none. */
    private Duration interval() {
        List<Instant> times = sizes.descendingKeySet().stream().limit(GAPS + 1L).map(id -> new BackupId(id).time())
                .toList();
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            gaps.add(Duration.between(times.get(i), times.get(i - 1)));
        }
        gaps.sort(null);
        return gaps.isEmpty() ? null : gaps.get(gaps.size() / 2);
    }

    /** The slope of the line through the sizes of the last months; null if they are of less than a day. */
    private Double growth() {
        if (sizes.isEmpty()) {
            return null;
        }
        Instant end = new BackupId(sizes.lastKey()).time();
        double n = 0;
        double sumX = 0;
        double sumY = 0;
        double sumXy = 0;
        double sumXx = 0;
        double first = 0;
        for (Map.Entry<String, Long> one : sizes.entrySet()) {
            double x = Duration.between(end, new BackupId(one.getKey()).time()).toSeconds() / 86_400.0;
            if (-x <= LOOK_BACK.toDays()) {
                n++;
                sumX += x;
                sumY += one.getValue();
                sumXy += x * one.getValue();
                sumXx += x * x;
                first = Math.min(first, x);
            }
        }
        return first > -1 ? null : (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
    }

    private Forecast forecast(Duration every) {
        Policy policy = job.retention().of(open.name());
        return every == null || policy.isEmpty() ? null
                : Forecast.of(policy, job.retention().zone(), every, context.clock().instant());
    }

    /** Without a policy everything that will be made is kept. */
    private Long year(Long latest, Duration every, Double growth, Forecast forecast) {
        if (latest == null || every == null || every.isZero()) {
            return null;
        }
        double perDay = growth == null ? 0 : growth;
        if (forecast == null) {
            double more = YEAR.toMillis() / (double) every.toMillis();
            return bytes + Math.round(more * Math.max(0, latest + perDay * YEAR.toDays() / 2));
        }
        return Math.round(forecast.ages().stream()
                .mapToDouble(age -> Math.max(0, latest + perDay * YEAR.minus(age).toSeconds() / 86_400.0)).sum());
    }

    private Optional<String> priced() {
        return context.config().prices().containsKey(open.name()) ? Optional.of(open.name())
                : provider(open.store().describe());
    }

    /** Whose default price is that of a store there; nobody's for a folder or another server that speaks S3. */
    static Optional<String> provider(String place) {
        boolean amazon = place.startsWith("s3://") && (!place.contains(" at ") || place.contains(".amazonaws.com"));
        return amazon ? Optional.of("aws") : place.startsWith("gs://") ? Optional.of("gcs") : Optional.empty();
    }

    private static double cost(long bytes, double price) {
        return Math.round(bytes / GB * price * 1e4) / 1e4;
    }
}
