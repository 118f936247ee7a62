package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HelpTest {

    /** Each command as a person types it. */
    static List<List<String>> commands() {
        List<List<String>> commands = new ArrayList<>();
        for (String script : List.of("backup", "restore", "verify")) {
            commands.add(List.of(script));
            Commands.of(script).commands().keySet().stream().filter(name -> !name.equals(Commands.of(script).main()))
                    .forEach(name -> commands.add(List.of(script, name)));
        }
        return commands;
    }

    static String help(List<String> command) {
        Cli cli = new Cli();
        List<String> args = new ArrayList<>(command.subList(1, command.size()));
        args.add("--help");
        assertEquals(0, cli.run(command.getFirst(), args.toArray(String[]::new)), cli.err());
        assertEquals("", cli.err());
        return cli.out();
    }

    @TestFactory
    List<DynamicTest> every_command_has_help_with_description_examples_and_exit_codes() {
        return commands().stream().map(command -> DynamicTest.dynamicTest(String.join(" ", command), () -> {
            String help = help(command);
            assertTrue(help.startsWith("Usage: " + String.join(" ", command)), help);
            assertTrue(help.contains("\nExit codes:\n    0   done\n"), help);
            assertTrue(help.contains("\nExamples:\n  "), help);
            assertTrue(help.contains("--help") && help.contains("--version"), help);
            assertFalse(help.contains("\u001b"), help);
            help.lines().forEach(line -> assertTrue(line.length() <= 100, line));
        })).toList();
    }

    @Test
    void a_script_lists_its_commands() {
        String help = help(List.of("backup"));
        for (String name : List.of("run", "demo", "init", "list", "status")) {
            assertTrue(help.lines().anyMatch(line -> line.startsWith("  " + name + " ")), help);
        }
    }

    @Test
    void help_can_be_asked_for_by_word() {
        Cli cli = new Cli();
        assertEquals(0, cli.run("backup", "help", "list"));
        assertEquals(help(List.of("backup", "list")), cli.out());
        assertEquals(0, cli.run("verify", "help"));
        assertEquals(help(List.of("verify")), cli.out());
    }

    @Test
    void the_version_is_one_line() {
        Cli cli = new Cli();
        assertEquals(0, cli.run("restore", "--version"));
        assertEquals("lifeboat 0.1.0\n", cli.out());
    }

    @Test
    void every_exit_code_of_a_command_is_in_its_help() {
        String restore = help(List.of("restore"));
        assertTrue(restore.contains("\n   10   not confirmed\n") && restore.contains("\n    4   restore failed\n"),
                restore);
        assertTrue(help(List.of("verify")).contains("\n    6   could not be verified (unknown is not a pass)\n"));
    }

    @Test
    void help_is_colored_on_a_terminal_only() {
        Cli cli = new Cli().typing("");
        cli.run("backup", "--help");
        assertTrue(cli.out().contains("\u001b["));
        cli.with("NO_COLOR", "1").run("backup", "--help");
        assertFalse(cli.out().contains("\u001b["));
    }
}
