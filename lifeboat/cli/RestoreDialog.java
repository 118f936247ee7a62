package lifeboat.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.report.BackupEntry;
import lifeboat.report.BackupText;
import lifeboat.run.ListRun;
import lifeboat.run.RestoreRequest;

/** Asks a person for what the command line left out. */
final class RestoreDialog {
    private static final int SHOWN = 30;
    private static final String SOURCE = "source";
    private static final String QUESTION = "restore to?";

    /** Makes the request of the answers. */
    @FunctionalInterface
    interface Answers {
        RestoreRequest of(String job, String selector, String target);
    }

    private final Command command;
    private final Console console;
    private final Config config;
    private final Optional<String> store;

    RestoreDialog(Command command, Config config, Optional<String> store) {
        this.command = command;
        this.console = command.console();
        this.config = config;
        this.store = store;
    }

    /** Asks for the backup unless a selector names it, and for the target. */
    RestoreRequest ask(String job, String selector, Answers answers) {
        if (selector != null) {
            return answers.of(job, selector, target(QUESTION, job));
        }
        BackupEntry chosen = backup(job);
        return answers.of(chosen.job(), chosen.id(), target(QUESTION, chosen.job()));
    }

    /** Asks where each job of a set is to go. */
    List<String> targets(List<String> jobs) {
        return jobs.stream().map(job -> job + "=" + target("restore job [" + job + "] to?", job)).toList();
    }

    private BackupEntry backup(String job) {
        ListRun.Found found = ListRun.list(command.context(config), Optional.ofNullable(job), store);
        found.problems().values().forEach(console::warn);
        List<BackupEntry> all = found.backups();
        if (all.isEmpty()) {
            throw UserError.of("there is no backup" + (job == null ? "" : " of job [" + job + "]"),
                    "`backup list` shows what there is");
        }
        List<BackupEntry> shown = all.stream().sorted(Comparator.comparing(BackupEntry::id).reversed()).limit(SHOWN)
                .toList();
        console.aside(BackupText.choice(shown, command.now(), console.width(), console.paint()));
        if (shown.size() < all.size()) {
            console.aside(List.of("  and " + (all.size() - shown.size())
                    + " more: name one as in `restore JOB 20260115`"));
        }
        while (true) {
            String answer = answer("which backup, by number? [1] ");
            int number = answer.isEmpty() ? 1 : answer.matches("\\d{1,6}") ? Integer.parseInt(answer) : 0;
            if (number >= 1 && number <= shown.size()) {
                return shown.get(number - 1);
            }
            console.aside(List.of("a number from 1 to " + shown.size() + ", please"));
        }
    }

    private String target(String question, String job) {
        boolean known = job == null ? config.jobs().size() == 1 : config.jobs().containsKey(job);
        while (true) {
            String answer = answer(question + (known ? " a URL, sqlite:FILE, or the job's own source [" + SOURCE + "] "
                    : " a URL or sqlite:FILE: "));
            if (!answer.isEmpty()) {
                return answer;
            }
            if (known) {
                return SOURCE;
            }
        }
    }

    private String answer(String prompt) {
        return console.ask(prompt).orElseThrow(() -> UserError.of(UserError.Kind.NOT_CONFIRMED,
                "the input ended before the question was answered, nothing was changed",
                "in scripts pass JOB, SELECTOR, --to and --yes"));
    }
}
