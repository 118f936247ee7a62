package lifeboat.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The commands of each script. A command is made only when it is asked for; what is no command's name is an argument
 * of the script's main command.
 */
final class Commands {

    /** A script: its main command, the word for it, and the others. */
    record Script(String main, Map<String, Function<Session, Command>> commands) {
        Command main(Session session) {
            return commands.get(main).apply(session);
        }
    }

    private Commands() {}

    /** The script of that name. */
    static Script of(String script) {
        Map<String, Function<Session, Command>> commands = new LinkedHashMap<>();
        switch (script) {
            case "backup" -> {
                commands.put("run", BackupCommand::new);
                commands.put("demo", DemoCommand::new);
                commands.put("init", InitCommand::new);
                commands.put("list", ListCommand::new);
                commands.put("status", StatusCommand::new);
                commands.put("prune", PruneCommand::new);
                commands.put("estimate", EstimateCommand::new);
                commands.put("sync", SyncCommand::new);
                commands.put("bucket", BucketCommand::new);
                commands.put("plan", BackupPlanCommand::new);
                commands.put("schedule", ScheduleCommand::new);
                return new Script("run", commands);
            }
            case "restore" -> {
                commands.put("run", RestoreCommand::new);
                commands.put("fetch", FetchCommand::new);
                commands.put("rollback", RollbackCommand::new);
                return new Script("run", commands);
            }
            case "verify" -> {
                commands.put("drill", DrillCommand::new);
                commands.put("check", CheckCommand::new);
                commands.put("doctor", DoctorCommand::new);
                commands.put("plan", PlanCommand::new);
                return new Script("drill", commands);
            }
            default -> throw new IllegalArgumentException("no script [" + script + "]");
        }
    }
}
