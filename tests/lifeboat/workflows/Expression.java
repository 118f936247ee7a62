package lifeboat.workflows;

import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One expression of a workflow, as far as ours go: what it does not know is an error, not an empty text. */
final class Expression {
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<text>'(?:[^']|'')*')|(?<number>-?\\d+(?:\\.\\d+)?)"
            + "|(?<name>[A-Za-z_][\\w-]*)|(?<sign>&&|\\|\\||==|!=|[!()\\[\\].,]))");
    private static final Set<String> STATUS = Set.of("success", "failure", "always", "cancelled");

    private final List<String> tokens = new ArrayList<>();
    private final Contexts contexts;
    private int at;

    private Expression(String source, Contexts contexts) {
        this.contexts = contexts;
        Matcher matcher = TOKEN.matcher(source.strip());
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group().strip());
            end = matcher.end();
            matcher.region(end, matcher.regionEnd());
        }
        if (end != source.strip().length()) {
            throw new IllegalArgumentException("cannot read [" + source + "] from ["
                    + source.strip().substring(end) + "]");
        }
    }

    /** Its value: null, a Boolean, a Double, a String, a List or a Map. */
    static Object value(String source, Contexts contexts) {
        Expression expression = new Expression(source, contexts);
        Object value = expression.or();
        if (expression.at < expression.tokens.size()) {
            throw new IllegalArgumentException("too much in [" + source + "]");
        }
        return value;
    }

    /** Whether it asks how the job went so far; where none does, GitHub takes {@code success() &&} for granted. */
    static boolean asksForStatus(String source) {
        return STATUS.stream().anyMatch(name -> source.matches("(?s).*\\b" + name + "\\s*\\(.*"));
    }

    static boolean truth(Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case String text -> !text.isEmpty();
            default -> true;
        };
    }

    /** A value as it is put into text. */
    static String text(Object value) {
        return switch (value) {
            case null -> "";
            case Number number when number.doubleValue() == number.longValue() -> String.valueOf(number.longValue());
            case Map<?, ?> _, List<?> _ -> throw new IllegalArgumentException("no text: " + value);
            default -> value.toString();
        };
    }

    private Object or() {
        return chain("||", this::and, (left, right) -> truth(left) ? left : right);
    }

    private Object and() {
        return chain("&&", this::equality, (left, right) -> truth(left) ? right : left);
    }

    private Object chain(String sign, java.util.function.Supplier<Object> operand, BinaryOperator<Object> combine) {
        Object value = operand.get();
        while (accept(sign)) {
            value = combine.apply(value, operand.get());
        }
        return value;
    }

    private Object equality() {
        Object left = unary();
        if (accept("==")) {
            return same(left, unary());
        }
        return accept("!=") ? Boolean.valueOf(!same(left, unary())) : left;
    }

    private static boolean same(Object left, Object right) {
        if (left instanceof String || right instanceof String || left == null || right == null) {
            return text(left).equalsIgnoreCase(text(right));
        }
        return left.equals(right);
    }

    private Object unary() {
        return accept("!") ? Boolean.valueOf(!truth(unary())) : suffixed(primary());
    }

    private Object suffixed(Object start) {
        Object value = start;
        while (true) {
            if (accept(".")) {
                value = property(value, next());
            } else if (accept("[")) {
                value = property(value, text(or()));
                expect("]");
            } else {
                return value;
            }
        }
    }

    private static Object property(Object value, String name) {
        return value instanceof Map<?, ?> map ? Contexts.get(map, name) : null;
    }

    private Object primary() {
        String token = next();
        if (token.equals("(")) {
            Object value = or();
            expect(")");
            return value;
        }
        if (token.startsWith("'")) {
            return token.substring(1, token.length() - 1).replace("''", "'");
        }
        if (token.matches("-?\\d.*")) {
            return Double.valueOf(token);
        }
        return switch (token) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> accept("(") ? call(token) : contexts.context(token);
        };
    }

    private Object call(String function) {
        List<Object> arguments = new ArrayList<>();
        while (!accept(")")) {
            arguments.add(or());
            accept(",");
        }
        return switch (function) {
            case "success" -> contexts.status().equals("success");
            case "failure" -> contexts.status().equals("failure");
            case "cancelled" -> false;
            case "always" -> true;
            case "format" -> format(arguments);
            case "fromJSON" -> Contexts.plain(JsonParser.parseString(text(arguments.getFirst())));
            default -> throw new IllegalArgumentException("unknown function [" + function + "]");
        };
    }

    private static String format(List<Object> arguments) {
        String result = text(arguments.getFirst());
        for (int i = 1; i < arguments.size(); i++) {
            result = result.replace("{" + (i - 1) + "}", text(arguments.get(i)));
        }
        return result;
    }

    private String next() {
        if (at == tokens.size()) {
            throw new IllegalArgumentException("the expression ends too early: " + tokens);
        }
        return tokens.get(at++);
    }

    private boolean accept(String token) {
        if (at < tokens.size() && tokens.get(at).equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw new IllegalArgumentException("[" + token + "] is missing in " + tokens);
        }
    }
}
