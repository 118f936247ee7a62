package lifeboat.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import lifeboat.base.Tool;
import lifeboat.base.Workspace;

/** {@code ./jbang benchmark --small} in a data folder of its own, which goes when this is closed. */
final class SmallBenchmark implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path data = Files.createTempDirectory("lifeboat-bench-test-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));

    SmallBenchmark() throws IOException {}

    Path data() {
        return data;
    }

    Tool command(String... options) {
        return Tool.of(Stream.concat(Stream.of(Checkout.ROOT.resolve("jbang").toString(), "benchmark", "--small",
                "--dir", data.toString()), Stream.of(options)).toList()).in(Checkout.ROOT);
    }

    Tool.Result run(String... options) {
        return command(options).run(LIMIT);
    }

    @Override
    public void close() {
        Workspace.deleteTree(data);
    }
}
