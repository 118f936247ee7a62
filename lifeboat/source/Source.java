package lifeboat.source;

import java.util.function.Supplier;

/** Where data comes from. Opening it takes one consistent view of the data; nothing is changed at the source. */
public interface Source {

    /** The type word of URLs, configuration and manifest: {@code postgres}, {@code sqlite}. */
    String type();

    /** The source as people may see it: no password. */
    String describe();

    /**
     * Takes a consistent view and holds it until closed.
     *
     * @throws lifeboat.base.UserError if the source cannot be reached, is not what it should be, or no client fits
     */
    Dump open();

    /** Whether opening it takes next to nothing, so that it may be begun before it is known whether it is wanted. */
    default boolean opensFast() {
        return false;
    }

    /** The same source, whose views are taken in another way. */
    default Source openedBy(Supplier<Dump> way) {
        Source source = this;
        return new Source() {
            @Override
            public String type() {
                return source.type();
            }

            @Override
            public String describe() {
                return source.describe();
            }

            @Override
            public Dump open() {
                return way.get();
            }
        };
    }

    /**
     * Looks whether it can be backed up, without reading its data; one short phrase on what it is.
     *
     * @throws lifeboat.base.UserError as {@link #open} would
     */
    default String probe() {
        open().close();
        return describe();
    }
}
