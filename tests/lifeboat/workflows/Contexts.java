package lifeboat.workflows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The contexts that the expressions of one place can see, by name. A name that is not there is an error. */
record Contexts(Map<String, Object> values) {
    private static final Pattern PLACE = Pattern.compile("\\$\\{\\{(.*?)}}", Pattern.DOTALL);

    Contexts {
        values = new LinkedHashMap<>(values);
    }

    /** These and one more, or another of that name. */
    Contexts with(String name, Object value) {
        Contexts more = new Contexts(values);
        more.values.put(name, value);
        return more;
    }

    /** These without one, which cannot be seen from there. */
    Contexts without(String name) {
        Contexts fewer = new Contexts(values);
        fewer.values.remove(name);
        return fewer;
    }

    /** The context of that name. */
    Object context(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("there is no context [" + name + "] here, only " + values.keySet());
        }
        return values.get(name);
    }

    /** How the job went so far: {@code success} or {@code failure}. */
    String status() {
        return Expression.text(get((Map<?, ?>) context("job"), "status"));
    }

    /** A value of a workflow file with every expression in it evaluated. A lone expression keeps its type. */
    Object fill(Object value) {
        return switch (value) {
            case String text -> fillText(text);
            case List<?> list -> {
                List<Object> filled = new ArrayList<>();
                list.forEach(one -> filled.add(fill(one)));
                yield filled;
            }
            case Map<?, ?> map -> {
                Map<String, Object> filled = new LinkedHashMap<>();
                map.forEach((key, one) -> filled.put(key.toString(), fill(one)));
                yield filled;
            }
            case null, default -> value;
        };
    }

    private Object fillText(String text) {
        Matcher matcher = PLACE.matcher(text);
        if (matcher.matches() && !matcher.group(1).contains("}}")) {
            return Expression.value(matcher.group(1), this);
        }
        return matcher.reset().replaceAll(place ->
                Matcher.quoteReplacement(Expression.text(Expression.value(place.group(1), this))));
    }

    /** The value of a section whose values are texts. */
    Map<String, String> texts(Object section) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (section instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(key.toString(), Expression.text(fill(value))));
        }
        return texts;
    }

    /** Whether a condition holds; {@code null} is none. */
    boolean holds(Object condition) {
        if (condition == null) {
            return status().equals("success");
        }
        String source = condition.toString();
        Matcher matcher = PLACE.matcher(source);
        String expression = matcher.matches() ? matcher.group(1) : source;
        return (Expression.asksForStatus(expression) || status().equals("success"))
                && Expression.truth(Expression.value(expression, this));
    }

    /** A property, whose name may be written in any case. */
    static Object get(Map<?, ?> map, String name) {
        return map.entrySet().stream().filter(entry -> entry.getKey().toString().equalsIgnoreCase(name))
                .map(Map.Entry::getValue).findFirst().orElse(null);
    }

    /** JSON as maps, lists and values. */
    static Object plain(JsonElement json) {
        return switch (json) {
            case JsonObject object -> {
                Map<String, Object> map = new LinkedHashMap<>();
                object.entrySet().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
                yield map;
            }
            case JsonArray array -> {
                List<Object> list = new ArrayList<>();
                array.forEach(one -> list.add(plain(one)));
                yield list;
            }
            default -> json.isJsonNull() ? null : json.getAsJsonPrimitive().isBoolean() ? (Object) json.getAsBoolean()
                    : json.getAsJsonPrimitive().isNumber() ? (Object) json.getAsDouble() : json.getAsString();
        };
    }
}
