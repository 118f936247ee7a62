package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import lifeboat.base.BlockInput;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.report.CheckReport;
import lifeboat.report.CheckReport.PartCheck;

/** Checks backups without a database: every stored byte, the decryption, and that what comes out is a whole archive. */
public final class CheckRun {
    private final Context context;

    private CheckRun(Context context) {
        this.context = context;
    }

    /** What was found, and why jobs that were to be checked could not be. */
    public record Result(List<CheckReport> reports, List<UserError> unable) {}

    /** Checks what is asked for; what is damaged is in the reports and in the journal. */
    public static Result run(Context context, Optional<String> job, String selector, boolean all,
            Optional<String> store) {
        try (OpenStores stores = OpenStores.toRead(context, store, job)) {
            Choice choice = Choice.of(context, stores, job, selector, all, store);
            List<CheckReport> reports = new ArrayList<>(choice.unreadable().stream().map(CheckRun::unreadable)
                    .toList());
            List<UserError> unable = new ArrayList<>(choice.missing().stream().map(Choice.Missing::error).toList());
            List<Supplier<Result>> checks = choice.backups().stream().<Supplier<Result>>map(chosen ->
                    () -> new CheckRun(choice.backups().size() == 1 ? context : chosen.about(context))
                    .copies(chosen, stores, store.isEmpty())).toList();
            Parallel.run(context.parallel(), checks).forEach(result -> {
                reports.addAll(result.reports());
                unable.addAll(result.unable());
            });
            return new Result(reports, told(unable));
        }
    }

    /** One of each: what ails a store ails each of its jobs. */
    private static List<UserError> told(List<UserError> errors) {
        Set<String> messages = new HashSet<>();
        return errors.stream().filter(error -> messages.add(error.getMessage())).toList();
    }

    /** Checks a backup, and if that copy is bad or cannot be read those of other stores, if they may be used. */
    private Result copies(Chosen chosen, OpenStores stores, boolean elsewhere) {
        Result result = new Result(new ArrayList<>(), new ArrayList<>());
        if (!note(chosen, result) && elsewhere) {
            for (Chosen other : chosen.elsewhere(context, stores)) {
                if (note(other, result)) {
                    break;
                }
            }
        }
        return result;
    }

    /** Checks one copy and says so in its store; false if another store's copy should be looked at. */
    private boolean note(Chosen chosen, Result result) {
        try {
            CheckReport report = check(chosen);
            result.reports().add(report);
            note(chosen, report);
            return report.passed();
        } catch (UserError e) {
            result.unable().add(chosen.open().usable() ? e : chosen.open().unreadable());
            return chosen.open().usable();
        }
    }

    private void note(Chosen chosen, CheckReport report) {
        try {
            Journals.check(context, chosen, report);
        } catch (UserError e) {
            context.out().warn("the check's result could not be noted in store [" + chosen.open().name() + "]: "
                    + e.getMessage());
        }
    }

    private static CheckReport unreadable(Choice.Unreadable problem) {
        return new CheckReport(problem.job(), problem.id(), problem.open().name(), false,
                List.of(new PartCheck("manifest.json", false, 0, problem.error().getMessage())), 0);
    }

    private CheckReport check(Chosen chosen) {
        long start = System.nanoTime();
        List<PartCheck> parts = new ArrayList<>();
        ArchiveCheck data = Wiring.archiveCheck(context, chosen.manifest());
        chosen.manifest().parts().forEach(part ->
                parts.add(check(chosen, part, part.isData() ? data : ArchiveCheck.BYTES_ONLY)));
        chosen.recoveryDamage().ifPresent(damage -> parts.add(new PartCheck(Catalog.RECOVERY_FILE, false, 0, damage)));
        return new CheckReport(chosen.manifest().job(), chosen.manifest().id(), chosen.open().name(),
                !chosen.manifest().parts().isEmpty() && parts.stream().allMatch(PartCheck::passed), parts,
                (System.nanoTime() - start) / 1_000_000);
    }

    private PartCheck check(Chosen chosen, Manifest.Part part, ArchiveCheck check) {
        try (Output.Progress progress = context.out().progress("check " + part.role(), part.plainSize());
                InputStream in = chosen.open(context, part, false)) {
            String found = check.check(chosen.manifest(), new Counting(in, progress));
            return new PartCheck(part.file(), true, part.size(), "digests equal, " + found);
        } catch (UserError e) {
            if (!e.kind().equals(Optional.of(UserError.Kind.BAD_BACKUP))) {
                throw e;
            }
            return new PartCheck(part.file(), false, part.size(), e.getMessage());
        } catch (IOException e) {
            chosen.open().fail(e);
            throw UserError.of("cannot read [" + part.file() + "] from store [" + chosen.open().name() + "]: "
                    + e.getMessage(), null).because(e);
        }
    }

    private static final class Counting extends BlockInput {
        private final InputStream in;
        private final Output.Progress progress;

        Counting(InputStream in, Output.Progress progress) {
            this.in = in;
            this.progress = progress;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                progress.add(n);
            }
            return n;
        }
    }
}
