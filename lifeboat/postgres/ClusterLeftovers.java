package lifeboat.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;

/** Removes throw-away servers whose process was killed before it could do so itself. */
final class ClusterLeftovers {
    /** How old a folder must be before it counts as left behind. */
    static final Duration GRACE = Duration.ofMinutes(2);

    private static final String MARK = "owner";

    private ClusterLeftovers() {}

    /** Notes in a cluster's folder whose it is. */
    static void mark(Path folder) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Files.writeString(folder.resolve(MARK), self.pid() + " "
                + self.info().startInstant().map(Instant::toEpochMilli).orElse(0L) + "\n");
    }

    /** Stops and removes our own folders beside {@code ours} whose process is no more. */
    static void sweep(Path ours, ServerPrograms programs) throws IOException {
        UserPrincipal self = Files.getOwner(ours);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ours.toAbsolutePath().getParent(),
                "lifeboat-*")) {
            for (Path folder : folders) {
                Path mark = folder.resolve(MARK);
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.getOwner(folder).equals(self)
                        && Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS) && abandoned(mark)) {
                    remove(folder, programs);
                }
            }
        }
    }

    /** Stops the server of that data folder at once, and waits until it is gone. */
    static void stop(ServerPrograms programs, RunAs runAs, Path data) {
        Tool.Result result = runAs.tool(List.of(programs.program("pg_ctl").toString(), "-D", data.toString(),
                "-m", "immediate", "-w", "-t", "30", "stop")).in(data.getRoot()).run(Duration.ofMinutes(1));
        if (!result.ok() && !result.errors().contains("No such process")
                && Files.exists(data.resolve("postmaster.pid"))) {
            throw UserError.of("cannot stop the throw-away server in [" + data + "]: " + result.errors(), null);
        }
    }

    private static void remove(Path folder, ServerPrograms programs) {
        Path data = folder.resolve("d");
        if (Files.exists(data.resolve("postmaster.pid"))) {
            stop(programs, RunAs.ownerOf(data), data);
        }
        Workspace.deleteTree(folder);
    }

    private static boolean abandoned(Path mark) throws IOException {
        if (Files.getLastModifiedTime(mark).toInstant().isAfter(Instant.now().minus(GRACE))) {
            return false;
        }
        String[] words = Files.readString(mark).strip().split(" ");
        if (words.length != 2 || !words[0].matches("\\d{1,18}") || !words[1].matches("\\d{1,18}")) {
            return false;
        }
        Optional<Instant> start = ProcessHandle.of(Long.parseLong(words[0])).flatMap(p -> p.info().startInstant());
        return start.map(Instant::toEpochMilli).filter(ms -> ms == Long.parseLong(words[1])).isEmpty();
    }
}
