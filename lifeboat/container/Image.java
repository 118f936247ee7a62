package lifeboat.container;

import java.time.Duration;
import java.util.List;
import lifeboat.base.Output;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/**
 * An image that the engine has.
 *
 * @param name   as it was asked for: {@code postgres:15}
 * @param id     which it is, whatever the name means later
 * @param digest the registry's digest where it was pulled from one, else the id
 */
public record Image(String name, String id, String digest) {
    private static final Duration PULL = Duration.ofMinutes(30);
    private static final String DEFAULT = "docker.io/";

    /**
     * The image of that name; pulled only if the engine does not have it.
     *
     * @throws UserError if it is neither here nor to be had
     */
    public static Image require(Engine engine, String name, Output out) {
        if (name.isBlank() || name.startsWith("-") || !name.matches("[\\w./:@-]+")) {
            throw UserError.usage("[" + name + "] cannot name an image", "write it as in postgres:15");
        }
        Tool.Result known = inspect(engine, name);
        if (known.ok()) {
            return image(name, known.out());
        }
        out.line("pulling image " + name);
        Tool.Result pulled = pull(engine, name);
        if (!pulled.ok()) {
            throw UserError.of("the image [" + name + "] is not here and cannot be pulled: "
                    + Engine.sentence(pulled.errors()), "pull, load or build it on this machine (" + engine.name()
                    + " pull " + name + "), or name another with --image");
        }
        return image(name, inspect(engine, name).out());
    }

    /** Podman, unless set up for it, asks no registry for a name that has none: it gets what Docker would pull. */
    private static Tool.Result pull(Engine engine, String name) {
        Tool.Result pulled = engine.tool("pull", "-q", name).run(PULL);
        boolean nameless = !pulled.ok() && pulled.errors().contains("short-name");
        return nameless ? engine.tool("pull", "-q", DEFAULT + (name.contains("/") ? "" : "library/") + name).run(PULL)
                : pulled;
    }

    private static Tool.Result inspect(Engine engine, String name) {
        return engine.tool("image", "inspect", "--format", "{{.Id}}{{range .RepoDigests}} {{.}}{{end}}", name)
                .run(Engine.SOON);
    }

    private static Image image(String name, String inspected) {
        List<String> words = List.of(inspected.strip().split("\\s+"));
        String id = words.getFirst().contains(":") ? words.getFirst() : "sha256:" + words.getFirst();
        return new Image(name, id, words.stream().skip(1).filter(word -> !word.startsWith("localhost/")).findFirst()
                .map(word -> word.replaceFirst(".*@", "")).orElse(id));
    }
}
