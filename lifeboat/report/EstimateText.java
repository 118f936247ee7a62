package lifeboat.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import lifeboat.base.Human;
import lifeboat.report.Table.Cell;
import lifeboat.report.Table.Column;

/** Estimates as people read them. */
public final class EstimateText {
    private static final String NONE = "–";

    private EstimateText() {}

    /** A table of jobs and stores, and what its figures mean. */
    public static List<String> of(List<EstimateReport> reports, int width, Paint paint) {
        Table table = new Table(Column.left("JOB"), Column.left("STORE"), Column.right("BACKUPS"), Column.right("NOW"),
                Column.right("EACH"), Column.right("PER DAY"), Column.right("EVERY"), Column.right("WHEN FULL"),
                Column.right("IN A YEAR"), Column.right("USD/MONTH"));
        Map<String, Double> prices = new TreeMap<>();
        for (EstimateReport r : reports) {
            table.row(Cell.of(r.job()), Cell.of(r.store()), Cell.of(Human.count(r.backups())),
                    Cell.of(Human.bytes(r.bytes())),
                    cell(r.latestBytes(), Human::bytes), cell(r.growthPerDay(), EstimateText::growth),
                    cell(r.every(), millis -> Human.duration(Duration.ofMillis(millis))),
                    cell(r.full(), full -> full.backups() + " × = " + Human.bytes(full.bytes())),
                    cell(r.yearBytes(), Human::bytes), cell(r.cost(), EstimateText::cost));
            if (r.price() != null) {
                prices.put(r.priceName(), r.price());
            }
        }
        List<String> lines = new ArrayList<>(table.lines(width, paint));
        lines.add("");
        lines.add("WHEN FULL: what the policy holds in the end, of backups as large as the newest. "
                + "USD/MONTH: now → when full → in a year.");
        prices.forEach((name, price) -> lines.add("price " + Clean.line(name) + ": " + price
                + " USD for a GB and month, storage alone"));
        return lines;
    }

    private static <T> Cell cell(T value, Function<T, String> text) {
        return Cell.of(value == null ? NONE : text.apply(value));
    }

    private static String growth(long bytes) {
        return (bytes < 0 ? "−" : "+") + Human.bytes(Math.abs(bytes));
    }

    private static String cost(EstimateReport.Cost cost) {
        return dollars(cost.now()) + " → " + dollars(cost.full()) + " → " + dollars(cost.year());
    }

    private static String dollars(Double amount) {
        return amount == null ? NONE : String.format(Locale.ROOT, "%.2f", amount);
    }
}
