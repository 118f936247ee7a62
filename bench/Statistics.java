package bench;

import java.util.List;

/** The least, the middle and the greatest of some numbers. */
record Statistics(double min, double median, double max) {

    /** Those of at least one number. */
    static Statistics of(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Statistics(sorted.getFirst(), median, sorted.getLast());
    }
}
