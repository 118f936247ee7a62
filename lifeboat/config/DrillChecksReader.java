package lifeboat.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lifeboat.base.UserError;

/** Reads what a job's drill checks beyond equality. */
final class DrillChecksReader {
    static final List<String> HEALTH_KEYS = List.of("command", "url");

    private DrillChecksReader() {}

    /** The error of the first variable that the checks need and that is not set. */
    static Optional<UserError> missing(Value.Section drill) {
        return Stream.of("check", "health", "amcheck").flatMap(key -> drill.get(key).stream())
                .flatMap(value -> value.missing().stream()).findFirst();
    }

    static DrillChecks read(Value.Section drill) {
        Optional<Value.Section> health = drill.get("health").map(value -> value.section(HEALTH_KEYS));
        Optional<Value> command = health.flatMap(section -> section.get("command"));
        Optional<Value> url = health.flatMap(section -> section.get("url"));
        if (health.isPresent() && command.isPresent() == url.isPresent()) {
            throw health.get().self().error("needs either a command or a url",
                    "write health: { command: \"./healthy.sh\" } or health: { url: \"http://localhost:8080/health\" }");
        }
        return new DrillChecks(drill.get("amcheck").map(Value::truth).orElse(false),
                drill.get("check").map(Value::texts).orElse(List.of()),
                command.map(DrillChecksReader::words).orElse(List.of()), url.map(DrillChecksReader::address));
    }

    /** A list as it is, a text by the shell. */
    private static List<String> words(Value command) {
        List<String> words = command.texts();
        if (words.isEmpty() || words.getFirst().isBlank()) {
            throw command.error("names no program", null);
        }
        return command.isText() ? List.of("sh", "-c", command.text()) : words;
    }

    private static URI address(Value url) {
        try {
            URI uri = URI.create(url.text());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // the same as an address of another kind
        }
        throw url.error("is not a web address", "write http://HOST/PATH or https://HOST/PATH");
    }
}
