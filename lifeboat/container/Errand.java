package lifeboat.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lifeboat.base.Tool;

/**
 * A program of an image that is run once, as if it were installed here: it reads its standard input, writes its
 * standard output and sees some of this machine's files where they are. Its container is removed when it ends, also by
 * force. Nothing that it writes is kept by the engine's log.
 *
 * @param hostNetwork whether it reaches what this machine reaches; otherwise nothing
 * @param readable    files and folders of this machine that it may read
 * @param variables   which variables of its {@link Tool} it gets
 */
public record Errand(Engine engine, Image image, boolean hostNetwork, Set<Path> readable, Set<String> variables) {

    /** Copies. */
    public Errand {
        readable = Set.copyOf(readable);
        variables = Set.copyOf(variables);
    }

    /** An errand that reaches nothing and gets nothing. */
    public static Errand alone(Engine engine, Image image) {
        return new Errand(engine, image, false, Set.of(), Set.of());
    }

    /** The same with more files to read. */
    public Errand reading(Collection<Path> more) {
        Set<Path> all = new TreeSet<>(readable);
        all.addAll(more);
        return new Errand(engine, image, hostNetwork, all, variables);
    }

    /** The program, not started yet. */
    public Tool tool(String program, List<String> arguments) {
        String name = Container.newName();
        List<String> command = new ArrayList<>(List.of("run", "--rm", "-i", "--sig-proxy=false", "--name", name,
                "--log-driver", "none", "--network", hostNetwork ? "host" : "none",
                "--security-opt", "no-new-privileges", "--entrypoint", program));
        command.addAll(Leftovers.labels());
        command.addAll(Container.AT_ONCE);
        variables.stream().sorted().forEach(variable -> command.addAll(List.of("--env", variable)));
        readable.stream().sorted().map(path -> path.toAbsolutePath().normalize()).forEach(path -> command.addAll(
                List.of("--mount", "type=bind,source=" + path + ",target=" + path + ",readonly")));
        command.add(image.id());
        command.addAll(arguments);
        return engine.tool(command).whenKilled(() -> Container.remove(engine, name));
    }
}
