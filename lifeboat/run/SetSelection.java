package lifeboat.run;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Selector;
import lifeboat.report.SetEntry;

/**
 * Finds the run of a set that a selector names. Only an id names one that is suspect or bad; nothing names a torn one.
 */
final class SetSelection {
    private static final int SHOWN = 5;

    private final Context context;
    private final String set;
    private final List<SetEntry> runs;

    private SetSelection(Context context, SetRuns found) {
        this.context = context;
        this.set = found.set();
        this.runs = found.runs();
    }

    /**
     * The run.
     *
     * @throws UserError if there is none, with what there is
     */
    static SetEntry of(Context context, String set, String selector, Optional<String> store) {
        Selector wanted = Selector.parse(selector, ZoneId.systemDefault());
        SetRuns found = SetRuns.of(context, set, store);
        found.problems().forEach(context.out()::warn);
        return new SetSelection(context, found).select(wanted);
    }

    private SetEntry select(Selector selector) {
        return switch (selector) {
            case Selector.Latest() -> newest(SetEntry::whole, _ -> true, "no run of set [" + set + "] is whole");
            case Selector.Proven() -> newest(run -> run.proven() != null, SetEntry::whole,
                    "no run of set [" + set + "] is proven");
            case Selector.NotAfter(Instant time) -> newest(run -> run.whole() && notAfter(run, time),
                    run -> notAfter(run, time), "no whole run of set [" + set + "] is from [" + time + "] or before");
            case Selector.Prefix(String text) -> named(text);
            case Selector.PartFile part -> named(part.id().text());
        };
    }

    private static boolean notAfter(SetEntry run, Instant time) {
        return !new BackupId(run.id()).time().isAfter(time);
    }

    /** @param meant what a person may have had in mind: to be told if it is passed over */
    private SetEntry newest(Predicate<SetEntry> wanted, Predicate<SetEntry> meant, String none) {
        SetEntry found = runs.reversed().stream().filter(wanted).findFirst()
                .orElseThrow(() -> UserError.of(none, hint()));
        runs.reversed().stream().filter(meant).findFirst().filter(newer -> !newer.id().equals(found.id())
                && !newer.whole()).ifPresent(newer -> context.out().warn("run [" + newer.id() + "] of set [" + set
                + "] is incomplete: " + newer.trouble() + "; using [" + found.id() + "]"));
        return found;
    }

    private SetEntry named(String text) {
        List<SetEntry> found = runs.stream().filter(run -> run.id().startsWith(text)).toList();
        if (found.size() > 1) {
            throw UserError.of("[" + text + "] begins the ids of [" + found.size() + "] runs of set [" + set + "]",
                    "write more of the id: " + newest(found));
        }
        if (found.isEmpty()) {
            throw UserError.of("no run [" + text + "] of set [" + set + "]", hint());
        }
        SetEntry run = found.getFirst();
        if (!run.missing().isEmpty()) {
            throw UserError.of("run [" + run.id() + "] of set [" + set + "] is incomplete: " + run.trouble(),
                    "choose another: `backup list " + set + "`; or use its backups one by one, such as `restore "
                            + run.jobs().stream().filter(job -> !run.missing().contains(job)).findFirst().orElseThrow()
                            + " " + run.id() + "`");
        }
        if (!run.whole()) {
            context.out().warn("run [" + run.id() + "] of set [" + set + "]: " + run.trouble());
        }
        return run;
    }

    private String hint() {
        return runs.isEmpty() ? "there are none: `backup " + set + "` makes one"
                : "there are: " + newest(runs) + "; `backup list " + set + "` says what is wrong with them";
    }

    private static String newest(List<SetEntry> some) {
        return some.reversed().stream().limit(SHOWN).map(SetEntry::id).collect(Collectors.joining(", "));
    }
}
