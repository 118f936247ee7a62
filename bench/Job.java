package bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One thing to measure.
 *
 * @param name    as the table shows it
 * @param command what bash runs, with pipefail
 * @param needs   programs without which it is left out
 * @param stored  the file or folder that it stores into
 * @param before  what bash runs before, unmeasured; may be empty
 * @param check   looks at what the run made, unmeasured
 */
record Job(String name, Group group, Role role, String command, List<String> needs, Optional<Path> stored,
        String before, Check check) {

    /** What is compared with what. */
    enum Group {
        POSTGRES_BACKUP("PostgreSQL: back up"),
        POSTGRES_RESTORE("PostgreSQL: restore and drill"),
        SQLITE_BACKUP("SQLite: back up"),
        SQLITE_RESTORE("SQLite: restore and drill"),
        START("Start-up");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** What a job is to its group. */
    enum Role {
        /** The least that any tool must do. */
        LIMIT,
        /** The best pipeline of stock tools. */
        PIPELINE,
        /** Another tool. */
        PEER,
        /** Lifeboat. */
        OURS
    }

    /** Looks at a run's result. */
    @FunctionalInterface
    interface Check {
        /** Accepts anything. */
        Check NONE = _ -> {};

        /**
         * Looks at what was made and tidies up.
         *
         * @param output what the job printed
         * @throws lifeboat.base.UserError if the run does not count
         */
        void of(String output);
    }

    /** A job without surroundings. */
    static Job of(String name, Group group, Role role, String command, String... needs) {
        return new Job(name, group, role, command, List.of(needs), Optional.empty(), "", Check.NONE);
    }

    Job storing(Path path) {
        return new Job(name, group, role, command, needs, Optional.of(path), before, check);
    }

    Job before(String script) {
        return new Job(name, group, role, command, needs, stored, script, check);
    }

    Job checked(Check by) {
        return new Job(name, group, role, command, needs, stored, before, by);
    }
}
