package lifeboat.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lifeboat.base.Cleanup;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.config.RestoreSteps;
import lifeboat.container.Engine;
import lifeboat.container.RunningContainer;

/**
 * Stops what uses the target while it is restored, and starts it again however the restore ends, also when the process
 * is ended by a signal.
 */
final class AroundRestore {
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Context context;
    private final RestoreSteps steps;
    private final List<String> stop;
    private final Deque<RunningContainer> stopped = new ArrayDeque<>();

    /** @param more further containers to stop */
    AroundRestore(Context context, RestoreSteps steps, List<String> more) {
        this.context = context;
        this.steps = steps;
        this.stop = Stream.concat(steps.stop().stream(), more.stream()).distinct().toList();
    }

    /**
     * Runs the work in between.
     *
     * @throws UserError of the work, else of what comes before or after it
     */
    <T> T run(Supplier<T> work) {
        List<UserError> after = new ArrayList<>();
        Cleanup.Handle resume = Cleanup.onExit(() -> after.addAll(resume()));
        T result;
        try {
            begin();
            result = work.get();
        } catch (RuntimeException | Error e) {
            resume.close();
            after.forEach(error -> context.out().warn(error.getMessage()));
            throw e;
        }
        resume.close();
        if (!after.isEmpty()) {
            throw UserError.of(UserError.Kind.RESTORE_FAILED, "the restore itself succeeded, but "
                    + after.getFirst().getMessage(), after.getFirst().hint().orElse(null)).because(after.getFirst());
        }
        return result;
    }

    private void begin() {
        for (String command : steps.before()) {
            shell(command, "before");
        }
        if (!stop.isEmpty()) {
            Engine engine = Engine.find(context.env());
            for (String name : stop) {
                RunningContainer container = RunningContainer.find(engine, name);
                if (container.running()) {
                    context.out().line("stopping container " + name);
                    stopped.push(container);
                    container.stop();
                }
            }
        }
    }

    /** Does all of it, and returns what went wrong. */
    private List<UserError> resume() {
        List<UserError> errors = new ArrayList<>();
        while (!stopped.isEmpty()) {
            RunningContainer container = stopped.pop();
            context.out().line("starting container " + container.name());
            attempt(container::start, errors);
        }
        steps.after().forEach(command -> attempt(() -> shell(command, "after"), errors));
        return errors;
    }

    private static void attempt(Runnable step, List<UserError> errors) {
        try {
            step.run();
        } catch (UserError e) {
            errors.add(e);
        }
    }

    private void shell(String command, String when) {
        context.out().line(when + ": " + command);
        Tool.Result result = Tool.of("/bin/sh", "-c", command).run(LIMIT);
        if (!result.ok()) {
            String said = Stream.of(result.errors(), result.out()).flatMap(String::lines).filter(l -> !l.isBlank())
                    .reduce((_, last) -> last).map(last -> ": " + last.strip()).orElse("");
            throw UserError.of("the command [" + command + "] that comes " + when + " a restore ended with exit code ["
                    + result.code() + "]" + said, when.equals("before") ? "nothing was changed" : "run it by hand");
        }
    }
}
