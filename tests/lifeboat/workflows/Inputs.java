package lifeboat.workflows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is given to workflows and actions, held against what they declare. */
final class Inputs {

    private Inputs() {}

    /**
     * The inputs with their defaults, each of the type that is declared.
     *
     * @throws IllegalArgumentException for one that is unknown, missing, or none of the options
     */
    static Map<String, Object> of(Map<String, Object> declared, Map<String, Object> given, String giver) {
        for (String name : given.keySet()) {
            if (!declared.containsKey(name)) {
                throw new IllegalArgumentException(giver + " gives an unknown input [" + name + "]");
            }
        }
        Map<String, Object> inputs = new LinkedHashMap<>();
        declared.forEach((name, declaration) -> inputs.put(name, one(name, WorkflowFile.map(declaration), given)));
        return inputs;
    }

    private static Object one(String name, Map<String, Object> declaration, Map<String, Object> given) {
        boolean missing = given.get(name) == null || given.get(name).equals("");
        if (missing && Boolean.TRUE.equals(declaration.get("required"))) {
            throw new IllegalArgumentException("the input [" + name + "] is required");
        }
        Object value = missing ? declaration.get("default") : given.get(name);
        List<Object> options = WorkflowFile.list(declaration.get("options"));
        if (!options.isEmpty() && !options.contains(value)) {
            throw new IllegalArgumentException("[" + value + "] is none of " + options);
        }
        return typed(name, String.valueOf(declaration.getOrDefault("type", "string")), value);
    }

    private static Object typed(String name, String type, Object value) {
        String text = Expression.text(value);
        return switch (type) {
            case "boolean" -> switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("the input [" + name + "] is no boolean");
            };
            case "number" -> Double.valueOf(text);
            case "string", "choice" -> text;
            default -> throw new IllegalArgumentException("unknown type [" + type + "]");
        };
    }

    /** The secrets that a caller gives. */
    static Map<String, Object> secrets(Map<String, Object> declared, Map<String, String> given) {
        given.keySet().forEach(name -> {
            if (!declared.containsKey(name)) {
                throw new IllegalArgumentException("the called workflow declares no secret [" + name + "]");
            }
        });
        return new LinkedHashMap<>(given);
    }
}
