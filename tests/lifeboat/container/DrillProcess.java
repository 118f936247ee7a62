package lifeboat.container;

import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.postgres.PostgresContainer;

/** Starts a server in a container, says so by making a file, and waits to be killed. */
final class DrillProcess {

    private DrillProcess() {}

    /** {@code args}: the image, the file. */
    public static void main(String[] args) throws Exception {
        Environment env = Environment.system();
        Engine engine = Engine.find(env);
        PostgresContainer.start(engine, Image.require(engine, args[0], Output.SILENT), 0, env);
        Files.createFile(Path.of(args[1]));
        Thread.currentThread().join();
    }
}
