package lifeboat.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.Environment;

/** Runs commands in this process and keeps what they print. */
final class Cli {
    private final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String input = "";
    private boolean terminal;

    Cli with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** A person sits at a terminal and types this. */
    Cli typing(String text) {
        input = text;
        terminal = true;
        return this;
    }

    int run(String script, String... args) {
        out.reset();
        err.reset();
        return new Main().execute(script, List.of(args), new Environment(variables),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), stream(out), stream(err), terminal);
    }

    /** A session for commands and consoles made by hand. */
    Session session() {
        Environment env = new Environment(variables);
        Mask mask = new Mask();
        GitHub github = new GitHub(env, mask);
        Console console = new Console(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), stream(out),
                stream(err),
                Look.of(env, terminal, terminal, terminal), github, mask);
        return new Session(env, console, github, Clock.systemUTC());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
