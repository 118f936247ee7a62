package lifeboat.cli;

import picocli.CommandLine.Option;

/** The option {@code --json}. */
final class JsonOption {
    @Option(names = "--json", order = 50,
            description = "one JSON document on standard output, everything else on standard error")
    private boolean json;

    /** Tells the console. */
    void apply(Console console) {
        if (json) {
            console.json();
        }
    }
}
