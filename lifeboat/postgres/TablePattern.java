package lifeboat.postgres;

import java.util.List;
import lifeboat.base.UserError;

/** A table's name with wildcards, in one schema or any. */
record TablePattern(NamePattern schema, NamePattern name) {

    static TablePattern of(String text) {
        List<String> pieces = NamePattern.split(text);
        if (pieces.size() > 2) {
            throw UserError.usage("the table [" + text + "] has more than one dot",
                    "write schema.name, names with dots in double quotes");
        }
        return pieces.size() == 1 ? new TablePattern(NamePattern.of("*"), NamePattern.of(text))
                : new TablePattern(NamePattern.of(pieces.getFirst()), NamePattern.of(pieces.getLast()));
    }

    boolean matches(Relation relation) {
        return schema.matches(relation.schema()) && name.matches(relation.name());
    }

    /** The same in the language of pg_dump's switches. */
    String forClient() {
        return schema.forClient() + "." + name.forClient();
    }
}
