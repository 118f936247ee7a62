package lifeboat.base;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The process's environment variables. The only class that reads them; tests pass their own map. */
public record Environment(Map<String, String> variables) {

    /** Copies the map. */
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** The variables of this process. */
    public static Environment system() {
        return new Environment(System.getenv());
    }

    /** The value of a variable that is set and not blank. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** Whether the variable is set to something else than nothing, {@code 0} or {@code false}. */
    public boolean flag(String name) {
        return get(name).filter(value -> !value.equals("0") && !value.equalsIgnoreCase("false")).isPresent();
    }

    /** The home folder: {@code HOME}, else what the JVM says. */
    public Path home() {
        return Path.of(get("HOME").orElseGet(() -> System.getProperty("user.home")));
    }

    /** Where caches go: {@code XDG_CACHE_HOME/lifeboat}, else {@code ~/.cache/lifeboat}. */
    public Path cache() {
        return get("XDG_CACHE_HOME").map(Path::of).orElseGet(() -> home().resolve(".cache")).resolve("lifeboat");
    }

    /** Whether we run in GitHub Actions. */
    public boolean github() {
        return "true".equals(variables.get("GITHUB_ACTIONS"));
    }

    /** Whether we run in any CI. */
    public boolean ci() {
        return flag("CI") || github();
    }

    /** Whether colour is not wanted. */
    public boolean noColor() {
        return variables.containsKey("NO_COLOR") && !variables.get("NO_COLOR").isEmpty();
    }
}
