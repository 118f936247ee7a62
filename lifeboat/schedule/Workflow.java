package lifeboat.schedule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A workflow of GitHub that runs tasks of one kind. */
public final class Workflow {
    private static final String CHECKOUT = "actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0.1";

    /**
     * One task of it.
     *
     * @param shift     when it is by the clock of UTC
     * @param variables the variables that it needs, each with its expression such as {@code secrets.DATABASE_URL}
     */
    public record Leg(Task task, Shift shift, Map<String, String> variables) {}

    private Workflow() {}

    /**
     * Its text.
     *
     * @param config   the configuration's path in the repository
     * @param commit   OWNER/REPOSITORY@COMMIT
     */
    public static String of(List<Leg> legs, String config, String commit) {
        Task.Kind kind = legs.getFirst().task().kind();
        StringBuilder text = new StringBuilder();
        secrets(legs).forEach(secret -> text.append("# ").append(secret).append('\n'));
        text.append("name: Lifeboat ").append(kind.word()).append("\n\non:\n  schedule:\n");
        Set<String> crons = new LinkedHashSet<>();
        legs.forEach(leg -> crons.addAll(crons(leg)));
        text.append("    # GitHub's clock is UTC, and it may be some minutes late.\n");
        crons.forEach(cron -> text.append("    - cron: \"").append(cron).append("\"\n"));
        text.append("  workflow_dispatch:\n\npermissions: {}\n\njobs:\n");
        for (int i = 0; i < legs.size(); i++) {
            text.append(i == 0 ? "" : "\n")
                    .append(job(kind.word() + "-" + (i + 1), legs.get(i), crons.size() > 1, config,
                    commit));
        }
        return text.toString();
    }

    private static List<String> secrets(List<Leg> legs) {
        Set<String> names = new TreeSet<>();
        legs.forEach(leg -> names.addAll(leg.variables().values()));
        List<String> lines = new ArrayList<>();
        lines.add(names.isEmpty() ? "It needs no secret."
                : "It takes these secrets and variables of the repository, as far as they are set:");
        names.forEach(name -> lines.add("  " + name));
        return lines;
    }

    private static List<String> crons(Leg leg) {
        return leg.shift().crons().stream().map(Cron::text).toList();
    }

    private static String job(String id, Leg leg, boolean several, String config, String commit) {
        Task task = leg.task();
        String when = !several ? "" : "    if: github.event_name != 'schedule' || contains(fromJSON('[" + crons(leg)
                .stream()
                .map(cron -> "\"" + cron + "\"").collect(Collectors.joining(",")) + "]'), github.event.schedule)\n";
        return """
                  # At [%s] by the clock of %s%s.
                  %s:
                    name: %s
                %s    runs-on: ubuntu-24.04
                    timeout-minutes: 120
                    permissions:
                      contents: read
                    concurrency:
                      group: lifeboat-%s
                      cancel-in-progress: false
                    steps:
                      - uses: %s
                        with:
                          persist-credentials: false
                      - uses: %s
                        with:
                          commands: %s
                      - name: Run the %s
                %s        run: |
                %s""".formatted(task.cron().text(), task.zone().getId().equals("Z") ? "UTC" : task.zone(),
                leg.shift().drifts() ? ", by its standard time: an hour off while it has daylight saving time" : "", id,
                task.title(), when, id, CHECKOUT, commit.replace("@", "/.github/actions/setup@"),
                task.kind() == Task.Kind.BACKUP ? "backup" : "verify", task.title(), variables(leg),
                commands(task, config));
    }

    private static String variables(Leg leg) {
        return leg.variables().isEmpty() ? "" : leg.variables().entrySet().stream()
                .map(entry -> "          " + entry.getKey() + ": ${{ " + entry.getValue() + " }}\n")
                .collect(Collectors.joining("", "        env:\n", ""));
    }

    /** One that fails does not keep the others from it. */
    private static String commands(Task task, String config) {
        List<String> lines = task.commands(config).stream().map(Launch::shell).toList();
        String indent = "          ";
        return lines.size() == 1 ? indent + lines.getFirst() + "\n"
                : indent + "code=0\n" + lines.stream().map(line -> indent + line + " || code=$?\n")
                        .collect(Collectors.joining()) + indent + "exit $code\n";
    }
}
