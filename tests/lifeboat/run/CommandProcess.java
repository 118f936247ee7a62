package lifeboat.run;

import java.util.Arrays;
import lifeboat.cli.Main;

/** A script's main, for tests that need a process of its own. */
final class CommandProcess {

    private CommandProcess() {}

    public static void main(String[] args) {
        System.exit(Main.run(args[0], Arrays.copyOfRange(args, 1, args.length)));
    }
}
