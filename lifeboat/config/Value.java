package lifeboat.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import lifeboat.base.UserError;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of a YAML file, which knows its place for error messages. They show a value only where it cannot be secret,
 * and then as it is written: what a variable holds is not shown.
 */
record Value(String file, String path, Node node, Variables variables) {
    private static final int LONGEST_SHOWN = 100;

    /** An error at this place; the problem begins with a lower-case word. */
    UserError error(String problem, String hint) {
        return UserError.usage("[" + file + ":" + line(node) + "] " + (path.isEmpty() ? "" : path + ": ") + problem,
                hint);
    }

    /** An error that shows the value, which must not be secret. */
    UserError wrong(String rule, String hint) {
        return error(rule + ", is " + shown(), hint);
    }

    /** The value in brackets as it is written, with the names of its variables. */
    String shown() {
        return node instanceof ScalarNode scalar ? shown(scalar.getValue()) : "[" + kind() + "]";
    }

    /** A value in brackets, in one line and not too long. */
    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "[" + (line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line) + "]";
    }

    /** Whether nothing is written there. */
    boolean isEmpty() {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    boolean isText() {
        return node instanceof ScalarNode && !isEmpty();
    }

    boolean isSection() {
        return node instanceof MappingNode;
    }

    /** The text, variables filled in. */
    String text() {
        if (!(node instanceof ScalarNode scalar) || isEmpty()) {
            throw error("must be one value, is " + kind(), null);
        }
        missing().ifPresent(error -> {
            throw error;
        });
        variables.malformed(scalar.getValue()).ifPresent(place -> {
            throw error("does not name a variable properly",
                    "write ${NAME} or ${NAME:-default}, and $$ for a dollar sign");
        });
        return variables.fill(scalar.getValue());
    }

    /** What a function makes of the text; its errors are errors at this place. */
    <T> T as(Function<String, T> meaning) {
        String text = text();
        try {
            return meaning.apply(text);
        } catch (UserError e) {
            throw error(e.getMessage(), e.hint().orElse(null)).because(e);
        }
    }

    /** The texts of a list; a single value is a list of one. */
    List<String> texts() {
        return items().stream().map(Value::text).toList();
    }

    /** The values of a list; a single value is a list of one. */
    List<Value> items() {
        if (node instanceof SequenceNode list) {
            return list.getValue().stream().map(item -> new Value(file, path, item, variables)).toList();
        }
        if (isText()) {
            return List.of(this);
        }
        throw error("must be a list, is " + kind(), "write it as [a, b]");
    }

    boolean truth() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("must be true or false", null);
        };
    }

    /** The section with these keys only. */
    Section section(List<String> allowed) {
        Section section = section();
        section.values().forEach((key, value) -> {
            if (!allowed.contains(key)) {
                throw value.error("unknown key [" + key + "]",
                        Nearest.to(key, allowed).map(near -> "did you mean [" + near + "]? ").orElse("")
                                + "allowed are: " + String.join(", ", allowed));
            }
        });
        return section;
    }

    /** The section with any keys. */
    Section section() {
        if (!(node instanceof MappingNode mapping)) {
            throw error("must be a section of keys and values, is " + kind(), null);
        }
        Map<String, Value> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new Value(file, path, tuple.getKeyNode(), variables).error("a key must be one word",
                        "a variable in { } must be in quotes: \"${NAME}\"");
            }
            Value value = new Value(file, path.isEmpty() ? key.getValue() : path + "." + key.getValue(),
                    tuple.getValueNode(), variables);
            if (values.put(key.getValue(), value) != null) {
                throw new Value(file, value.path, key, variables).error("is there twice", "remove one of the two");
            }
        }
        return new Section(this, values);
    }

    /** The error of the first variable, anywhere below, that is not set. */
    Optional<UserError> missing() {
        return switch (node) {
            case ScalarNode scalar -> variables.missing(scalar.getValue())
                    .map(name -> error("variable [" + name + "] is not set",
                            "set it, or write ${" + name + ":-default}"));
            case SequenceNode list -> first(list.getValue().stream()
                    .map(item -> new Value(file, path, item, variables)));
            case MappingNode _ -> first(section().values().values().stream());
            default -> Optional.empty();
        };
    }

    /** Tells the path and name of each variable at or below this place. */
    void eachVariable(BiConsumer<String, String> to) {
        switch (node) {
            case ScalarNode scalar -> variables.names(scalar.getValue()).forEach(name -> to.accept(path, name));
            case SequenceNode _ -> items().forEach(item -> item.eachVariable(to));
            case MappingNode _ -> section().values().values().forEach(value -> value.eachVariable(to));
            default -> { }
        }
    }

    private static Optional<UserError> first(Stream<Value> values) {
        List<UserError> errors = new ArrayList<>();
        values.forEach(value -> value.missing().ifPresent(errors::add));
        return errors.stream().findFirst();
    }

    private String kind() {
        return switch (node) {
            case MappingNode _ -> "a section of keys and values";
            case SequenceNode _ -> "a list";
            default -> isEmpty() ? "empty" : "one value";
        };
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** A mapping. A key without a value counts as absent. */
    record Section(Value self, Map<String, Value> values) {

        Optional<Value> get(String key) {
            return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
        }

        Value require(String key) {
            return get(key).orElseThrow(() -> self.error("[" + key + "] is missing", null));
        }

        Optional<String> text(String key) {
            return get(key).map(Value::text);
        }

        List<String> texts(String key) {
            return get(key).map(Value::texts).orElse(List.of());
        }
    }
}
