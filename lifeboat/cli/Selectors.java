package lifeboat.cli;

/** How backups are named on the command line. */
final class Selectors {
    /** Its description in {@code --help}. */
    static final String HELP = "latest (default), proven, an id or the start of one, a part's file name, "
            + "or a time: the newest backup not after it";

    private static final String LATEST = "latest";

    private Selectors() {}

    static String orLatest(String selector) {
        return selector == null ? LATEST : selector;
    }
}
