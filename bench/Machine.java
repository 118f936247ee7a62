package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux tells in {@code /proc} about CPU and memory. CPU is in seconds. */
final class Machine {
    private static final Path PROC = Path.of("/proc");
    private static final double TICKS = 100;

    private Machine() {}

    /** CPU of the whole machine since it started. */
    record Cpu(double busy, double stolen) {}

    /** One process. */
    record Task(String name, long parent, long session, double own, double children) {}

    static Cpu cpu() {
        String[] words = read(PROC.resolve("stat")).orElseThrow().lines().findFirst().orElseThrow().split(" +");
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(words[i]);
        }
        return new Cpu(busy / TICKS, words.length > 8 ? Long.parseLong(words[8]) / TICKS : 0);
    }

    /** The CPU that this process took so far, without its children. */
    static double ownCpu() {
        return task(ProcessHandle.current().pid()).orElseThrow().own();
    }

    /** A process and what it took, empty if it is gone. */
    static Optional<Task> task(long pid) {
        return read(PROC.resolve(pid + "/stat")).map(stat -> {
            int name = stat.lastIndexOf(')');
            String[] words = stat.substring(name + 2).split(" ");
            return new Task(stat.substring(stat.indexOf('(') + 1, name), Long.parseLong(words[1]),
                    Long.parseLong(words[3]), (Long.parseLong(words[11]) + Long.parseLong(words[12])) / TICKS,
                    (Long.parseLong(words[13]) + Long.parseLong(words[14])) / TICKS);
        });
    }

    /** CPU of a server so far: of the process, of its children that live and of those that ended. */
    static double serverCpu(long pid) {
        double server = task(pid).map(task -> task.own() + task.children()).orElse(0.0);
        return server + pids().stream().flatMap(other -> task(other).stream()).filter(task -> task.parent() == pid)
                .mapToDouble(task -> task.own() + task.children()).sum();
    }

    /** A process's command line, none if it is gone. */
    static List<String> arguments(long pid) {
        return List.of(read(PROC.resolve(pid + "/cmdline")).orElse("").split("\0"));
    }

    /** The most memory a process ever had, in KiB. */
    static Optional<Long> peakMemory(long pid) {
        return read(PROC.resolve(pid + "/status")).flatMap(text -> text.lines().filter(l -> l.startsWith("VmHWM:"))
                .findFirst()).map(line -> Long.parseLong(line.replaceAll("\\D", "")));
    }

    /** All processes. */
    static Set<Long> pids() {
        String[] names = PROC.toFile().list();
        Set<Long> pids = new HashSet<>();
        for (String name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))) {
                pids.add(Long.parseLong(name));
            }
        }
        return pids;
    }

    /** What the machine is, for the report. */
    static Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        facts.put("cpus", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        field("cpuinfo", "model name").ifPresent(model -> facts.put("cpu", model));
        field("meminfo", "MemTotal").ifPresent(memory -> facts.put("memory",
                Long.parseLong(memory.replaceAll("\\D", "")) / 1024 + " MiB"));
        return facts;
    }

    private static Optional<String> field(String file, String name) {
        return read(PROC.resolve(file)).flatMap(text -> text.lines().filter(line -> line.startsWith(name)).findFirst())
                .map(line -> line.substring(line.indexOf(':') + 1).strip());
    }

    /** Bytes in the file or in all files below the folder; none if it is not there. */
    static long size(Path path) {
        if (!Files.exists(path)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> all = files.filter(Files::isRegularFile).collect(Collectors.toList());
            long sum = 0;
            for (Path file : all) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of {@code /proc}, empty if its process ended. */
    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            if ("No such process".equals(e.getMessage())) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }
}
