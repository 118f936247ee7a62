package lifeboat.drill;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a job asks of a restored copy beyond being equal.
 *
 * @param amcheck    whether each B-tree index of PostgreSQL is held against its table; SQLite's are
 *                   always
 * @param statements SQL, one statement each, that must hold: see {@link StatementChecks}
 * @param health     what the job's own program says of the copy
 */
public record Demands(boolean amcheck, List<String> statements, Optional<Health> health) {

    /** Nothing. */
    public static final Demands NONE = new Demands(false, List.of(), Optional.empty());

    /** Copies. */
    public Demands {
        statements = List.copyOf(statements);
    }

    /** Something that knows whether the copy is healthy. */
    public sealed interface Health {}

    /** A program that ends with 0 if it is, found by its words. */
    public record Program(List<String> words) implements Health {}

    /** An address that answers with a status of 200 to 299 if it is. */
    public record Address(URI uri) implements Health {}
}
