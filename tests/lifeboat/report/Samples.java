package lifeboat.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.report.BackupReport.StoreOutcome;
import lifeboat.report.DrillReport.Verdict;

/** Reports as runs give them, for tests and for the examples in docs/commands.md. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-01-15T05:00:00Z");
    public static final String ID = "20260115T020000Z-7f3a";
    private static final Instant STARTED = Instant.parse("2026-01-15T02:00:00Z");

    /** Recovered in time, from data that is older than it may be. */
    public static final Recovery RECOVERY = new Recovery(9_600L, 1_800_000L, 93_600_000L, 3_600_000L, false);

    private Samples() {}

    public static BackupReport backup() {
        return new BackupReport("orders", ID, "ok", "PostgreSQL 15.20, database orders", STARTED, 8123, 45,
                7_023_456L, 7_022_252L,
                1_288_490_188L, 261_095_424L, 260_046_848L, true, "zstd",
                List.of(new StoreOutcome("local", true, null)), null, null, 0, null, 0, STARTED.minusSeconds(86_400));
    }

    public static BackupReport partial() {
        return new BackupReport("orders", ID, "partial", "PostgreSQL 15.20, database orders", STARTED, 8123, 45,
                7_023_456L, null,
                1_288_490_188L, 261_095_424L, null, true, "zstd",
                List.of(new StoreOutcome("local", true, null), new StoreOutcome("offsite", false, "no space left")),
                "stored in [local], but not in [offsite] (no space left)",
                        "make room there; then `backup sync orders` copies to it what it lacks", 8);
    }

    public static BackupReport failed() {
        return new BackupReport("users", null, "failed", "PostgreSQL, database users", STARTED, 2100, 0, 0, 1200L, 0,
                0, 4096L, false,
                "zstd", List.of(new StoreOutcome("local", true, null)),
                        "cannot connect to [db.internal:5432]: connection refused",
                "is the server running?", 3);
    }

    public static BackupEntry entry(String job, Instant proven, Instant failed) {
        return new BackupEntry(job, ID, "backup", STARTED, "postgres", 45, 7_023_456L, 1_288_490_188L, 261_095_424L,
                true,
                List.of("local", "offsite"), proven, failed);
    }

    public static BucketReport bucket() {
        return new BucketReport("offsite", "s3://acme-backups/prod", List.of(
                new BucketReport.Setting("versioning", "on", null, "on", BucketReport.State.SAME),
                new BucketReport.Setting("abort_uploads", "none", null, "after 7 days", BucketReport.State.DIFFERS)),
                List.of("tmp-cleanup"), null, List.of(), List.of(), null, null);
    }

    public static PruneReport prune() {
        return new PruneReport("orders", "local", true, List.of(
                new PruneReport.Choice(ID, STARTED, "backup", 261_095_424L, true, List.of("daily"),
                        List.of("the last good backup", "daily 2026-01-15"), null),
                new PruneReport.Choice("20260115T010000Z-0c41", STARTED.minusSeconds(3600), "backup", 261_000_000L,
                        false,
                        List.of(), List.of("not the newest of its day"), null),
                new PruneReport.Choice("20251215T010000Z-1f9e", STARTED.minusSeconds(31 * 86_400), "backup",
                        260_000_000L, false, List.of(), List.of("not of the last 30 days"),
                        new PruneReport.Retained("governance", STARTED.plusSeconds(86_400)))),
                1, 261_000_000L, 0, 2, null, null);
    }

    public static EstimateReport estimate() {
        return new EstimateReport("orders", "offsite", 31, 7_730_941_132L, 261_095_424L, 86_400_000L, 1_200_000L,
                new EstimateReport.Full(51, 13_315_866_624L, 345L), 30_000_000_000L, 0.023, "aws",
                new EstimateReport.Cost(0.1656, 0.2852, 0.6426));
    }

    public static JobStatus status() {
        return new JobStatus("orders", entry("orders", NOW.minusSeconds(600), null), 31, 7_730_941_132L,
                List.of("local", "offsite"),
                NOW.minusSeconds(600), null, List.of());
    }

    public static TableFingerprint table(String name, long rows, String digest) {
        return new TableFingerprint("public", name, rows, digest, List.of("id"), null);
    }

    public static Comparison.TableResult equal(String name, long rows) {
        return new Comparison.TableResult("public." + name, table(name, rows, "aa"), table(name, rows, "aa"));
    }

    public static Comparison.TableResult fewer(String name) {
        return new Comparison.TableResult("public." + name, table(name, 13, "aa"), table(name, 12, "bb"));
    }

    public static Comparison equalCopy() {
        return new Comparison(List.of(equal("orders", 1234), equal("order_items", 5678)),
                List.of(new Comparison.Check("sequence public.orders_id_seq", true, "at 1234"),
                        new Comparison.Check("validity", true,
                                "constraints and indexes are as valid as in the source")));
    }

    public static Comparison differingCopy(int equalTables) {
        List<Comparison.TableResult> tables = new ArrayList<>();
        for (int i = 0; i < equalTables; i++) {
            tables.add(equal("t" + i, 10));
        }
        tables.add(fewer("order_items"));
        return new Comparison(tables, List.of(new Comparison.Check(
                "objects: index", false, "has [3], should have [4]")));
    }

    public static DrillReport drill(Verdict verdict, Comparison comparison, String control, String error, String hint) {
        Map<String, Long> phases = new LinkedHashMap<>();
        phases.put("fetch", 1200L);
        phases.put("restore", 8400L);
        return new DrillReport("orders", ID, "local", verdict, "local", "PostgreSQL 15.20, throw-away cluster",
                STARTED, 14_000, 261_095_424L,
                comparison, control, error, hint, phases, RECOVERY);
    }

    public static DrillReport passed() {
        return drill(Verdict.PASSED, equalCopy(), "changed [status] of one row of [public.orders]: noticed", null,
                null);
    }

    /** A drill that passed but recovered data that is too old. */
    public static DrillReport missed(boolean enforced) {
        DrillReport r = passed();
        return new DrillReport(r.job(), r.id(), r.store(), r.verdict(), r.target(), r.instance(), r.started(),
                r.millis(), r.bytes(),
                r.comparison(), r.control(), null, null, r.phases(),
                new Recovery(9_600L, 1_800_000L, 93_600_000L, 3_600_000L, enforced));
    }

    public static DrillReport differing() {
        return drill(Verdict.FAILED, differingCopy(2), null, null, null);
    }

    public static DrillReport unable() {
        return drill(Verdict.UNABLE, null, null, "no PostgreSQL server binaries of version [15] or newer are installed",
                "install postgresql-15");
    }

    /** A plan of two jobs, one of them proven in one of two stores. */
    public static PlanReport plan() {
        PlanReport.Holder local = new PlanReport.Holder("local", "/mnt/backups", 31, ID, STARTED, 261_095_424L,
                NOW.minusSeconds(2 * 86400), 43_000L, "verify orders --store local");
        PlanReport.Holder offsite = new PlanReport.Holder("offsite", "s3://acme/prod", 31, ID, STARTED, 261_095_424L,
                null, null, "verify orders --store offsite");
        PlanReport.Holder none = new PlanReport.Holder("local", "/mnt/backups", 0, null, null, 0, null, null,
                "verify users --store local");
        return new PlanReport(NOW, "/srv/lifeboat.yaml", "this machine has none; bring it", List.of(
                new PlanReport.Component("orders", "postgres://app@db.internal/orders",
                        List.of("the restore itself stops the containers [app] and starts them again"),
                        List.of(new PlanReport.Command("check", "verify check orders"),
                                new PlanReport.Command("restore", "restore orders latest --to source"),
                                new PlanReport.Command("afterwards", "backup orders")),
                        List.of(local, offsite), 1_800_000L, 3_600_000L),
                new PlanReport.Component("users", "sqlite:/srv/users.db", List.of(), List.of(), List.of(none), null,
                        null)),
                List.of());
    }

    public static RestoreReport restore(boolean dryRun, List<String> differences) {
        Map<String, Long> phases = new LinkedHashMap<>();
        phases.put("fetch", 1200L);
        phases.put("safety", 900L);
        phases.put("restore", 8400L);
        return new RestoreReport("orders", ID, "local", "postgres://localhost/orders", dryRun, 261_095_424L,
                List.of(new RestoreReport.TableChange("public.orders", 1234L, 1200L),
                        new RestoreReport.TableChange("public.new", 5L, null),
                        new RestoreReport.TableChange("public.other", null, 7L)),
                dryRun ? null : "20260115T045900Z-0a1b", phases, differences, true);
    }

    public static CheckReport check(boolean passed) {
        return new CheckReport("orders", ID, "local", passed, List.of(new CheckReport.PartCheck(
                "orders-" + ID + ".dump.zst.age", passed, 261_095_424L,
                passed ? "every byte as stored, decrypts, readable"
                        : "stored bytes differ from the manifest's sha256")), 2300);
    }
}
