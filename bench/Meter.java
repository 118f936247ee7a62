package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs jobs and measures them. */
final class Meter {
    private static final double QUIET = 0.25;
    private static final int SAMPLE_MILLIS = 40;
    private static final int EARLY = 10;
    /** Arguments: the job, where its output and its errors go, where its times go. */
    private static final String TIMED = """
            exec 9>"$4"
            TIMEFORMAT='%3R %3U %3S'
            { time { eval "$1" ; } >"$2" 2>"$3" 9>&- ; } 2>&9
            """;

    private final Shell shell;
    private final Path logs;
    private final int patience;
    private final Optional<Supplier<Double>> server;

    /**
     * A meter.
     *
     * @param patience how many seconds to wait at most for a quiet one before each run
     * @param server   the CPU that the measured server took so far; empty if it is not known
     */
    Meter(Shell shell, Path logs, int patience, Optional<Supplier<Double>> server) {
        this.shell = shell;
        this.logs = logs;
        this.patience = patience;
        this.server = server;
    }

    /** Measures one run. */
    Run measure(Job job, int round) {
        if (!job.before().isEmpty()) {
            shell.must(job.before());
        }
        long stored = job.stored().map(Machine::size).orElse(0L);
        settle();
        String name = (job.group() + "-" + job.name()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        Path output = logs.resolve(name + "-" + round + ".out");
        Path errors = logs.resolve(name + "-" + round + ".err");
        Path times = logs.resolve(name + "-" + round + ".times");
        Reading before = read();
        Peak peak = new Peak();
        int code;
        try (Shell.Running running = shell.start(TIMED, logs.resolve("shell"), logs.resolve("shell"), job.command(),
                output.toString(), errors.toString(), times.toString())) {
            code = peak.watch(running.process());
        }
        Reading after = read();
        Optional<Long> bytes = job.stored().map(path -> Machine.size(path) - stored);
        Run run = result(before, after, times(times), peak, bytes.orElse(null), code, Shell.last(errors));
        return run.ok() ? checked(job, run, output) : run;
    }

    private static Run checked(Job job, Run run, Path output) {
        try {
            job.check().of(Files.readString(output));
            return run;
        } catch (lifeboat.base.UserError e) {
            return run.failed(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Run result(Reading before, Reading after, double[] times, Peak peak, Long bytes, int code,
            String errors) {
        double machine = after.cpu.busy() - before.cpu.busy() - (after.own - before.own);
        Double others = before.server.isEmpty() ? null
                : machine - times[1] - times[2] - (after.server.get() - before.server.get());
        return new Run(times[0], times[1], times[2], machine, after.cpu.stolen() - before.cpu.stolen(), others,
                peak.kib, peak.name, bytes, code, code == 0 ? null : "exit code " + code + ": " + errors);
    }

    /** Waits for a second in which the machine does next to nothing, but not for ever. */
    private void settle() {
        shell.must("sync");
        for (int i = 0; i < patience; i++) {
            double before = Machine.cpu().busy();
            shell.must("sleep 1");
            if (Machine.cpu().busy() - before < QUIET) {
                return;
            }
        }
    }

    private Reading read() {
        return new Reading(Machine.cpu(), Machine.ownCpu(), server.map(Supplier::get));
    }

    private static double[] times(Path file) {
        try {
            String[] words = Files.readString(file).strip().split(" ");
            if (words.length != 3) {
                return new double[3];
            }
            return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1]),
                Double.parseDouble(words[2])};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Reading(Machine.Cpu cpu, double own, Optional<Double> server) {}

    /** The memory of the largest process of a session. Linux keeps each process's own peak, so few looks suffice. */
    private static final class Peak {
        private final Set<Long> strangers = Machine.pids();
        private final Set<Long> members = new HashSet<>();
        private long kib;
        private String name = "";

        int watch(Process process) {
            try {
                for (int i = 0; !process.waitFor(i < EARLY ? 3 : SAMPLE_MILLIS, TimeUnit.MILLISECONDS); i++) {
                    if (i < EARLY || i % 3 == 0) {
                        discover(process.pid());
                    }
                    members.removeIf(pid -> !look(pid));
                }
                return process.exitValue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void discover(long session) {
            Set<Long> pids = Machine.pids();
            pids.removeAll(strangers);
            pids.removeAll(members);
            for (long pid : pids) {
                Machine.task(pid).filter(task -> task.session() == session && !task.name().equals("postgres"))
                        .ifPresent(_ -> members.add(pid));
            }
        }

        private boolean look(long pid) {
            Optional<Machine.Task> task = Machine.task(pid).filter(t -> !t.name().equals("postgres"));
            Optional<Long> peak = task.flatMap(_ -> Machine.peakMemory(pid));
            peak.filter(size -> size > kib).ifPresent(size -> {
                kib = size;
                name = task.get().name();
            });
            return peak.isPresent();
        }
    }
}
