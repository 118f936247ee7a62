package lifeboat.report;

/** Gives text its color: none, or by the escape sequences that terminals know. */
public enum Paint {
    /** No colors. */
    PLAIN,
    /** ANSI escape sequences. */
    ANSI;

    /** What a piece of text is meant to say beside its words. */
    public enum Tone {
        /** Nothing. */
        PLAIN(""),
        /** All is well. */
        GOOD("\u001b[32m"),
        /** Something is wrong. */
        BAD("\u001b[1;31m"),
        /** Worth a look. */
        WARN("\u001b[33m"),
        /** Less important. */
        DIM("\u001b[2m"),
        /** More important. */
        STRONG("\u001b[1m");

        private final String start;

        Tone(String start) {
            this.start = start;
        }
    }

    /** The text in the given tone. */
    public String apply(Tone tone, String text) {
        return this == PLAIN || tone == Tone.PLAIN || text.isEmpty() ? text : tone.start + text + "\u001b[0m";
    }
}
