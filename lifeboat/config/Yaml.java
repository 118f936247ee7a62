package lifeboat.config;

import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Parses YAML that may come from anybody: bounded in length and depth; only single values have aliases. */
final class Yaml {
    static final int MAX_LENGTH = 1 << 20;
    private static final int MAX_DEPTH = 20;

    private final String file;

    private Yaml(String file) {
        this.file = file;
    }

    /** The document of a text; {@code file} names it in errors. */
    static Value parse(String file, String text, Environment env) {
        return new Yaml(file).document(text, new Variables(env));
    }

    private Value document(String text, Variables variables) {
        if (text.length() > MAX_LENGTH) {
            throw UserError.usage("[" + file + "] is longer than [" + MAX_LENGTH
                    + "] characters: that is no configuration", null);
        }
        LoadSettings settings = LoadSettings.builder().setLabel(file).setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true).build();
        try {
            checkShape(text, settings);
            Optional<Node> root = new Compose(settings).composeString(text);
            return new Value(file, "", root.orElseThrow(() -> UserError.usage("[" + file + "] is empty",
                    "`backup init` writes one to begin with")), variables);
        } catch (MarkedYamlEngineException e) {
            throw UserError.usage(at(e.getProblemMark()) + e.getProblem(),
                    "it must be YAML; a variable inside [ ] or { } must be in quotes: \"${NAME}\"").because(e);
        } catch (YamlEngineException e) {
            throw UserError.usage("[" + file + "] " + e.getMessage().replaceAll("\\s*\\R\\s*", " "), "it must be YAML")
                    .because(e);
        }
    }

    /** The parser of events does not recurse, the composer of nodes does. */
    private void checkShape(String text, LoadSettings settings) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> { }
            }
            if (depth > MAX_DEPTH) {
                throw UserError.usage(at(event.getStartMark()) + "nested deeper than [" + MAX_DEPTH + "]", null);
            }
            if (event instanceof CollectionStartEvent start && start.getAnchor().isPresent()) {
                throw UserError.usage(at(event.getStartMark()) + "an anchor on a list or section is not allowed",
                        "write it again where it is needed; single values may have anchors");
            }
        }
    }

    private String at(Optional<Mark> mark) {
        return "[" + file + mark.map(m -> ":" + (m.getLine() + 1)).orElse("") + "] ";
    }
}
