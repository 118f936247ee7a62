package lifeboat.base;

import java.util.Objects;
import java.util.Optional;

/**
 * A failure that a person can act on: one lowercase sentence without a full stop that names the object and the
 * values in [brackets], and a hint that says what to do. Everything else that is thrown is a bug.
 * The exit code follows from the {@link Kind}; an error without one takes that of the command that was running.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as exit codes tell it apart. */
    public enum Kind {
        /** Wrong command line or configuration: nothing was done. */
        USAGE(2),
        /** No backup was made. */
        BACKUP_FAILED(3),
        /** The restore did not happen; the old data is where it was unless the message says otherwise. */
        RESTORE_FAILED(4),
        /** A stored backup is damaged, incomplete or differs from what the source held. */
        BAD_BACKUP(5),
        /** The drill could not be run: unknown is not a pass. */
        DRILL_UNABLE(6),
        /** Too old, anomalous or unproven. */
        UNHEALTHY(7),
        /** Some store failed, others hold the backup. */
        STORE_PARTIAL(8),
        /** A person did not confirm. */
        NOT_CONFIRMED(10);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of a command that ends with it. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;
    private final String hint;

    private UserError(Kind kind, String message, String hint, Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.kind = kind;
        this.hint = hint;
    }

    /** An error whose kind is that of the running command. */
    public static UserError of(String message, String hint) {
        return new UserError(null, message, hint, null);
    }

    /** An error of the given kind. */
    public static UserError of(Kind kind, String message, String hint) {
        return new UserError(kind, message, hint, null);
    }

    /** A wrong command line or configuration. */
    public static UserError usage(String message, String hint) {
        return new UserError(Kind.USAGE, message, hint, null);
    }

    /** A damaged backup. */
    public static UserError badBackup(String message, String hint) {
        return new UserError(Kind.BAD_BACKUP, message, hint, null);
    }

    /** The same error, remembering what caused it. */
    public UserError because(Throwable cause) {
        return new UserError(kind, getMessage(), hint, cause);
    }

    /** The same error with the given kind, unless it already has one. */
    public UserError orKind(Kind fallback) {
        return kind != null ? this
                : new UserError(fallback, getMessage(), hint, getCause() == null ? this : getCause());
    }

    /** The kind, empty where the running command decides. */
    public Optional<Kind> kind() {
        return Optional.ofNullable(kind);
    }

    /** What to do about it, empty where the message says all. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
