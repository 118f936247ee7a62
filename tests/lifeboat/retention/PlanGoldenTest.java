package lifeboat.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.retention.Backup.State;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whole plans, as they were read and agreed to once; {@code -Dlifeboat.golden.write=true} writes them anew. */
class PlanGoldenTest {
    private static final Path FOLDER = Path.of("tests/lifeboat/retention/golden");
    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");

    private static final Map<String, Supplier<Plan>> PLANS = Map.of(
            "two-years-hourly", () -> new Planner(Series.FOUR_TIERS, false, ZoneOffset.UTC).plan(
                    Series.every(Duration.ofHours(1), Instant.parse("2024-01-15T12:00:00Z"), NOW), NOW),
            "gaps-of-weeks", () -> new Planner(Series.tiers(3, 3, 3, 3), false, ZoneOffset.UTC).plan(
                    Series.every(Duration.ofHours(17 * 24 + 5), NOW.minus(Duration.ofDays(300)), NOW), NOW),
            "spring-forward", () -> new Planner(Series.tiers(5, 4, 2, 2), false, ZoneId.of("Europe/Berlin")).plan(
                    Series.every(Duration.ofMinutes(90), Instant.parse("2026-03-27T00:00:00Z"),
                            Instant.parse("2026-03-30T00:00:00Z")), Instant.parse("2026-03-30T00:00:00Z")),
            "mixed", PlanGoldenTest::mixed);

    private static Plan mixed() {
        List<Backup> backups = new ArrayList<>();
        for (int day = 0; day < 24; day++) {
            backups.add(Series.of(NOW.minus(Duration.ofDays(day)).minusSeconds(60), day == 4 || day == 15 ? State.BAD
                    : day == 2 || day > 18 && day < 23 ? State.SUSPECT : State.GOOD, day == 11 || day == 13));
            if (day % 3 == 1) {
                backups.add(Series.of(NOW.minus(Duration.ofDays(day)), State.SAFETY, false));
            }
        }
        return new Planner(new Policy(2, Optional.of(Duration.ofHours(50)), 0,
                Map.of(Period.WEEKLY, 2, Period.YEARLY, 2)),
                true, ZoneOffset.UTC).plan(backups, NOW);
    }

    @TestFactory
    Stream<DynamicTest> a_plan_is_as_it_was() {
        return PLANS.entrySet().stream().map(plan -> DynamicTest.dynamicTest(plan.getKey(),
                () -> check(FOLDER.resolve(plan.getKey() + ".txt"), text(plan.getValue().get()))));
    }

    private static void check(Path file, String text) throws IOException {
        if (Boolean.getBoolean("lifeboat.golden.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text);
    }

    /** What is kept line by line; what goes by reason, with how many and the newest and oldest of them. */
    private static String text(Plan plan) {
        StringBuilder text = new StringBuilder();
        plan.decisions().stream().filter(Decision::keep)
                .forEach(d -> text.append("keep   ").append(d.id()).append("  ").append(d.why()).append('\n'));
        plan.decisions().stream().filter(d -> !d.keep())
                .collect(Collectors.groupingBy(Decision::why, java.util.TreeMap::new, Collectors.toList()))
                .forEach((why, all) -> text.append("remove ").append(all.size()).append(" from ")
                        .append(all.getLast().id()).append(" to ").append(all.getFirst().id()).append("  ").append(why)
                        .append('\n'));
        return text.toString();
    }
}
