package lifeboat.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a job asks of a restored copy beyond being equal.
 *
 * @param amcheck    whether PostgreSQL's extension amcheck looks at each B-tree index
 * @param statements SQL that must hold, one statement each
 * @param command    the words of a program that says whether the copy is healthy; none if empty
 * @param url        an address that says so
 */
public record DrillChecks(boolean amcheck, List<String> statements, List<String> command, Optional<URI> url) {

    /** Nothing. */
    public static final DrillChecks NONE = new DrillChecks(false, List.of(), List.of(), Optional.empty());

    /** Copies. */
    public DrillChecks {
        statements = List.copyOf(statements);
        command = List.copyOf(command);
    }
}
