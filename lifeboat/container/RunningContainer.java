package lifeboat.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import lifeboat.base.Secret;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/** A container that somebody else runs. */
public record RunningContainer(Engine engine, String name) {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]*";

    /**
     * The container of that name or id.
     *
     * @throws UserError if there is none
     */
    public static RunningContainer find(Engine engine, String name) {
        if (!name.matches(NAME)) {
            throw UserError.usage("[" + name + "] cannot name a container", null);
        }
        RunningContainer container = new RunningContainer(engine, name);
        container.inspect("{{.State.Running}}");
        return container;
    }

    /** Whether it runs. */
    public boolean running() {
        return inspect("{{.State.Running}}").equals("true");
    }

    /** Stops it as its image wants to be stopped. */
    public void stop() {
        act("stop");
    }

    /** Starts it again. */
    public void start() {
        act("start");
    }

    /**
     * Requires that it runs.
     *
     * @throws UserError if it does not
     */
    public RunningContainer required() {
        if (!running()) {
            throw UserError.of("the container [" + name + "] does not run", "start it: " + engine.name() + " start "
                    + name);
        }
        return this;
    }

    /** What a shell command in it prints; empty if that is nothing. It is not shown to anybody. */
    public Optional<Secret> ask(String script) {
        Tool.Result result = engine.tool("exec", name, "sh", "-c", script).run(Engine.SOON);
        return result.ok() && !result.out().isEmpty() ? Optional.of(new Secret(result.out())) : Optional.empty();
    }

    /**
     * Where one of its files is on this machine: in a volume or folder that is mounted there, else in the file system
     * of the container while it runs.
     *
     * @throws UserError if it is not to be reached from here
     */
    public Path file(String path) {
        Optional<Path> mounted = inspect("{{range .Mounts}}{{.Source}}\t{{.Destination}}\n{{end}}").lines()
                .map(line -> line.split("\t")).filter(words -> words.length == 2 && below(path, words[1]))
                .max(Comparator.comparingInt(words -> words[1].length()))
                .map(words -> Path.of(words[0] + path.substring(words[1].length())));
        String layers = inspect("{{with .GraphDriver.Data}}{{.MergedDir}}{{end}}");
        Path place = mounted.orElseGet(() -> Path.of(layers + path));
        if ((mounted.isEmpty() && layers.isEmpty()) || !Files.isDirectory(place.getParent())) {
            throw UserError.of("the file [" + path + "] of the container [" + name + "] cannot be reached from here",
                    "is the path right? run this as root on the machine of the engine; a container that does not run "
                            + "must have the file in a volume");
        }
        return place;
    }

    private static boolean below(String path, String folder) {
        return path.startsWith(folder.endsWith("/") ? folder : folder + "/");
    }

    private void act(String what) {
        Tool.Result result = engine.tool(what, name).run(Engine.SOON.multipliedBy(5));
        if (!result.ok()) {
            throw UserError.of("the container [" + name + "] does not " + what + ": "
                    + Engine.sentence(result.errors()), null);
        }
    }

    private String inspect(String format) {
        Tool.Result result = engine.tool("inspect", "--type", "container", "--format", format, name).run(Engine.SOON);
        if (!result.ok()) {
            throw UserError.of(Container.gone(result.errors()) ? "there is no container [" + name + "]"
                    : "the engine does not tell of the container [" + name + "]: " + Engine.sentence(result.errors()),
                    "the containers are listed by: " + engine.name() + " ps -a");
        }
        return result.out().strip();
    }
}
