package lifeboat.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.config.FloorsConfig;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;

/**
 * Says whether a new backup holds so much less than the last good one that somebody must look at it.
 *
 * @param last   the last good backup of the job in any of its stores
 * @param proven when a drill last proved a backup of the job, in any of its stores
 */
record Floors(FloorsConfig config, Optional<Manifest> last, Optional<Instant> proven) {
    private static final int NAMED = 3;

    /** Those of a job. A store that cannot be read is not used any more. */
    static Floors of(FloorsConfig config, OpenStores stores, String job) {
        Manifest last = null;
        Instant proven = null;
        for (OpenStores.Open open : stores.usable()) {
            try {
                Verdicts verdicts = Verdicts.of(open.store(), job);
                Manifest there = new Catalog(open.store()).newest(job, verdicts::isGood).orElse(null);
                Instant drilled = verdicts.lastProof().orElse(null);
                proven = proven == null || drilled != null && drilled.isAfter(proven) ? drilled : proven;
                last = last == null || there != null && there.id().compareTo(last.id()) > 0 ? there : last;
            } catch (UserError e) {
                open.fail(e);
            }
        }
        return new Floors(config, Optional.ofNullable(last), Optional.ofNullable(proven));
    }

    /** @throws UserError if there is nothing in it, unless the job may be empty */
    void refuseEmpty(String job, Fingerprint fingerprint) {
        if (!config.allowEmpty() && fingerprint.rows() == 0) {
            throw UserError.of("the source of job [" + job + "] is empty: "
                    + (fingerprint.tables().isEmpty() ? "it has no tables"
                    : "[" + fingerprint.tables().size() + "] tables without a row"),
                    "if it may be, say allow_empty: true in the job; else look for what became of the data");
        }
    }

    /** What is less than it may be, with the numbers; empty if nothing is. */
    List<String> shrunk(Fingerprint now, long bytes) {
        List<String> problems = new ArrayList<>();
        last.ifPresent(manifest -> {
            tables(manifest.fingerprint(), now, problems);
            fall("rows", manifest.fingerprint().rows(), now.rows(), config.rows(), Human::count, problems);
            fall("bytes", manifest.plainSize(), bytes, config.bytes(), Human::bytes, problems);
        });
        return problems;
    }

    private interface Text {
        String of(long number);
    }

    private static void fall(String what, long before, long now, int allowed, Text text, List<String> problems) {
        if (before > 0 && (before - now) * 100.0 / before > allowed) {
            problems.add(what + " fell from [" + text.of(before) + "] to [" + text.of(now) + "], by ["
                    + percent(before - now, before) + "], allowed are [" + allowed + "%]");
        }
    }

    private void tables(Fingerprint before, Fingerprint now, List<String> problems) {
        Set<String> gone = new HashSet<>(titles(before));
        gone.removeAll(titles(now));
        int all = before.tables().size();
        if (all > 0 && gone.size() * 100.0 / all > config.tables()) {
            List<String> named = gone.stream().sorted().limit(NAMED).toList();
            problems.add("[" + gone.size() + "] of [" + all + "] tables are gone " + named
                    + (gone.size() > NAMED ? " and others" : "") + ", that is [" + percent(gone.size(), all)
                    + "], allowed are [" + config.tables() + "%]");
        }
    }

    private static Set<String> titles(Fingerprint fingerprint) {
        return fingerprint.tables().stream().map(TableFingerprint::title).collect(Collectors.toSet());
    }

    /** Rounded down, so that 100% means all. */
    private static String percent(long part, long whole) {
        return (long) Math.floor(part * 100.0 / whole) + "%";
    }
}
