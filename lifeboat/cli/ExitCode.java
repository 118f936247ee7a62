package lifeboat.cli;

import java.util.Arrays;
import java.util.List;
import lifeboat.base.UserError;

/** All exit codes, in the order of {@code --help}. */
enum ExitCode {
    DONE(0, "done", 0),
    INTERNAL(1, "internal error, a bug of Lifeboat", 10),
    USAGE(UserError.Kind.USAGE, "usage or configuration", 6),
    BACKUP_FAILED(UserError.Kind.BACKUP_FAILED, "backup failed", 9),
    RESTORE_FAILED(UserError.Kind.RESTORE_FAILED, "restore failed", 8),
    BAD_BACKUP(UserError.Kind.BAD_BACKUP, "a backup is bad", 7),
    DRILL_UNABLE(UserError.Kind.DRILL_UNABLE, "could not be verified (unknown is not a pass)", 5),
    UNHEALTHY(UserError.Kind.UNHEALTHY, "unhealthy: stale, anomalous, unproven, or an enforced objective missed", 2),
    STORE_PARTIAL(UserError.Kind.STORE_PARTIAL, "some store failed, others hold the backup", 3),
    NOT_CONFIRMED(UserError.Kind.NOT_CONFIRMED, "not confirmed", 4),
    INTERRUPTED(130, "interrupted (143 if by SIGTERM)", 11);

    private final int code;
    private final String meaning;
    private final int weight;

    ExitCode(int code, String meaning, int weight) {
        this.code = code;
        this.meaning = meaning;
        this.weight = weight;
    }

    ExitCode(UserError.Kind kind, String meaning, int weight) {
        this(kind.exitCode(), meaning, weight);
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    /** That of an error. */
    static ExitCode of(UserError.Kind kind) {
        return of(kind.exitCode());
    }

    /** The one with this number; a number that is none of ours is an internal error. */
    static ExitCode of(int code) {
        return Arrays.stream(values()).filter(e -> e.code == code).findFirst().orElse(INTERNAL);
    }

    /** The worst of them; done if there are none. */
    static ExitCode worst(List<ExitCode> codes) {
        return codes.stream().reduce(DONE, (a, b) -> b.weight > a.weight ? b : a);
    }
}
