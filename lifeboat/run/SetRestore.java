package lifeboat.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.BackupId;
import lifeboat.report.RestoreReport;
import lifeboat.report.SetEntry;
import lifeboat.report.SetRestoreReport;

/**
 * Brings the members of one run of a set back together. All are checked before any target is touched; all are restored
 * beside what is there and compared before the first is swapped in.
 */
public final class SetRestore implements AutoCloseable {
    private final Context context;
    private final SetRestoreRequest request;
    private final Map<String, String> mark;
    private final List<Member> members = new ArrayList<>();
    private final List<Workspace> workspaces = new ArrayList<>();
    private Member failed;

    /** One member's restore. */
    private static final class Member {
        private final String job;
        private final OpenStores stores;
        private final RestoreRun run;
        private RestoreReport report;

        Member(String job, OpenStores stores, RestoreRun run) {
            this.job = job;
            this.stores = stores;
            this.run = run;
        }
    }

    private SetRestore(Context context, SetRestoreRequest request) {
        this.context = context;
        this.request = request;
        this.mark = Map.of(Journals.SET, request.set(), Journals.SET_RUN,
                BackupId.at(context.clock().instant()).text());
    }

    /**
     * Restores a run of a set, or says what that would do.
     *
     * @throws UserError that says which members were restored, and how to undo that
     */
    public static SetRestoreReport run(Context context, SetRestoreRequest request) {
        SetEntry run = SetSelection.of(context, request.set(), request.selector(), request.store());
        Map<String, String> targets = request.targets().of(request.set(), run.jobs());
        try (SetRestore restore = new SetRestore(context, request)) {
            targets.forEach((job, target) -> restore.add(job, run.id(), target));
            return restore.restore(run.id());
        }
    }

    /** Puts back the safety backups that the last restore of a set took. */
    public static SetRestoreReport rollback(Context context, SetRestoreRequest request) {
        List<String> jobs = context.config().sets().get(request.set());
        if (jobs == null) {
            SetRuns found = SetRuns.of(context, request.set(), request.store());
            found.problems().forEach(context.out()::warn);
            jobs = found.runs().stream()
                    .flatMap(run -> run.jobs().stream()).distinct().toList();
        }
        Map<String, String> safety = new LinkedHashMap<>();
        SetSafety found = SetSafety.find(context, request.set(), jobs, request.store());
        request.targets().of(request.set(), jobs).forEach((job, target) ->
                found.of(context, job, target).ifPresent(id -> safety.put(job, id)));
        try (SetRestore restore = new SetRestore(context, request)) {
            Map<String, String> targets = request.targets().of(request.set(), jobs);
            safety.forEach((job, id) -> restore.add(job, id, targets.get(job)));
            return restore.restore(null);
        }
    }

    private void add(String job, String id, String target) {
        OpenStores stores = OpenStores.toRead(context, request.store(), Optional.of(job));
        try {
            Context about = context.labelled(job);
            Member member = new Member(job, stores, new RestoreRun(about, request.of(job, id, target), stores,
                    Chosen.one(about, stores, Optional.of(job), id), mark));
            members.stream().filter(other -> other.run.sameTarget(member.run)).findFirst().ifPresent(other -> {
                throw UserError.usage("jobs [" + other.job + "] and [" + job + "] have the same target",
                        "restore each into a target of its own");
            });
            members.add(member);
        } catch (RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    private SetRestoreReport restore(String id) {
        members.forEach(member -> member.run.look());
        if (request.how().dryRun()) {
            return new SetRestoreReport(request.set(), id, true, members.stream().map(m -> m.run.preview()).toList());
        }
        confirm(id);
        for (Member member : members) {
            named(member, () -> {
                workspaces.add(member.run.workspace());
                member.run.fetch(workspaces.getLast().folder());
            });
        }
        bringIn(0);
        return new SetRestoreReport(request.set(), id, false, members.stream().map(m -> m.report).toList());
    }

    private void confirm(String id) {
        List<String> what = new ArrayList<>();
        members.stream().filter(member -> member.run.holdsData()).forEach(member -> what.addAll(member.run.what()));
        if (what.isEmpty()) {
            return;
        }
        what.addFirst("set [" + request.set() + "], " + (id == null ? "what was there before its last restore:"
                : "run [" + id + "]:"));
        if (!request.how().confirmation().confirm(what, request.set())) {
            throw RestoreRun.notConfirmed();
        }
    }

    /**
     * Restores a member aside, then those behind it in the same way, then swaps it in: so the last is swapped first.
     */
    private void bringIn(int number) {
        if (number < members.size()) {
            Member member = members.get(number);
            named(member, () -> member.report = member.run.bringIn(() -> bringIn(number + 1)));
        }
    }

    /** The first failure gets the name of its member, and says what became of the others. */
    private void named(Member member, Runnable step) {
        try {
            step.run();
        } catch (UserError e) {
            if (failed != null) {
                throw e;
            }
            failed = member;
            member.run.noteFailure(e);
            throw UserError.of(e.orKind(UserError.Kind.RESTORE_FAILED).kind().orElseThrow(), "restoring job ["
                    + member.job + "] of set [" + request.set() + "] failed: " + e.getMessage() + "; " + state(),
                    hint(e)).because(e);
        }
    }

    private List<String> touched() {
        return members.stream().filter(member -> member.run.touched()).map(member -> member.job).toList();
    }

    private String state() {
        List<String> rest = new ArrayList<>(members.stream().map(member -> member.job).toList());
        rest.removeAll(touched());
        return touched().isEmpty() ? "no target was changed" : "changed: " + touched() + ", as it was: " + rest;
    }

    private String hint(UserError e) {
        List<String> lost = members.stream().filter(member -> member.run.touched() && member.run.safety() == null)
                .map(member -> member.job).toList();
        return touched().isEmpty() ? e.hint().orElse("mend that, then restore again")
                : "`restore rollback " + request.set() + "` puts back what the changed ones held"
                + (lost.isEmpty() ? "" : ", but nothing was saved of " + lost) + "; or mend that and restore again";
    }

    @Override
    public void close() {
        workspaces.forEach(Workspace::close);
        members.forEach(member -> member.stores.close());
    }
}
