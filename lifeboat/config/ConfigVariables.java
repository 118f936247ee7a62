package lifeboat.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import lifeboat.base.Environment;
import lifeboat.base.UserError;

/**
 * The variables that a configuration reads.
 *
 * @param places the names by the path of the value, such as {@code jobs.orders.source.url}
 */
public record ConfigVariables(Map<String, Set<String>> places) {

    /** Those of a file. */
    public static ConfigVariables of(Path file, Environment env) {
        try {
            Map<String, Set<String>> places = new TreeMap<>();
            Yaml.parse(file.toString(), Files.readString(file), env).eachVariable((path, name) ->
                    places.computeIfAbsent(path, _ -> new TreeSet<>()).add(name));
            return new ConfigVariables(places);
        } catch (IOException e) {
            throw UserError.usage("cannot read configuration [" + file + "]: " + e.getMessage(), null).because(e);
        }
    }

    /** All names. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        places.values().forEach(names::addAll);
        return names;
    }

    /** The names at the places that match. */
    public Set<String> at(Predicate<String> place) {
        Set<String> names = new TreeSet<>();
        places.forEach((path, here) -> {
            if (place.test(path)) {
                names.addAll(here);
            }
        });
        return names;
    }
}
