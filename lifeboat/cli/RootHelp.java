package lifeboat.cli;

import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/** The help of a script's main command: with a list of the script's other commands. */
final class RootHelp extends Help {
    private final Map<String, String> others;

    RootHelp(CommandSpec spec, ColorScheme scheme, Map<String, String> others) {
        super(spec, scheme);
        this.others = others;
    }

    @Override
    public String commandListHeading(Object... params) {
        return createHeading("%nCommands:%n");
    }

    @Override
    public String commandList() {
        TextTable table = TextTable.forColumns(colorScheme(), new Column(14, 2, Column.Overflow.SPAN),
                new Column(commandSpec().usageMessage().width() - 14, 2, Column.Overflow.WRAP));
        others.forEach((name, text) -> table.addRowValues(colorScheme().commandText(name),
                colorScheme().text(text)));
        return table.toString();
    }
}
