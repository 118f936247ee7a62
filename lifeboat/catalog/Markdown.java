package lifeboat.catalog;

import java.util.ArrayList;
import java.util.List;

/** A Markdown text with blocks of shell commands, being written. */
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    /** Text from the source as inline code that cannot break out of its line or cell. */
    static String plain(String value) {
        return value == null ? "(unknown)" : "`" + value.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?")
                .replace('`', '\'').replace("|", "\\|") + "`";
    }

    void line(String line) {
        text.append(line).append('\n');
    }

    void section(String title) {
        line("");
        line("## " + title);
        line("");
    }

    void list(String title, List<String> items) {
        line("");
        line(title);
        line("");
        items.forEach(item -> line("- " + item));
    }

    /** Commands for a shell. */
    void block(List<String> commands) {
        line("");
        line("```sh");
        commands.forEach(this::line);
        line("```");
    }

    /** Statements for a database, one a line. */
    void sql(String database, List<String> statements) {
        List<String> commands = new ArrayList<>(List.of("psql -X -q -d " + database + " <<'SQL'"));
        commands.addAll(statements);
        commands.add("SQL");
        block(commands);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
