package lifeboat.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.report.SetEntry;

/** Fetches the members of one run of a set. */
public final class SetFetch {
    private SetFetch() {}

    /**
     * The plain, verified files of each member, in a folder of its job's name below the one that is named.
     *
     * @throws UserError that says which member could not be fetched; what was fetched before it stays
     */
    public static List<Path> run(Context context, String set, String selector, Optional<String> store, Path dir,
            boolean skipChecksum) {
        SetEntry run = SetSelection.of(context, set, selector, store);
        List<Path> files = new ArrayList<>();
        for (String job : run.jobs()) {
            try {
                files.addAll(RestoreRun.fetch(context.labelled(job), job, run.id(), store, dir.resolve(job),
                        skipChecksum));
            } catch (UserError e) {
                throw UserError.of(e.orKind(UserError.Kind.RESTORE_FAILED).kind().orElseThrow(), "fetching job ["
                        + job + "] of set [" + set + "] failed: " + e.getMessage(), e.hint().orElse(null)).because(e);
            }
        }
        return files;
    }
}
