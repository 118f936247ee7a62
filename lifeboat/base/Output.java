package lifeboat.base;

/** What a run tells people while it works. Lines carry no secrets; the implementation decides where they go. */
public interface Output {

    /** One short line of progress or result. */
    void line(String text);

    /** Something a person should look at; the run goes on. */
    void warn(String text);

    /** Begins a progress display. {@code totalBytes} is an estimate, 0 if unknown. Close it when the work ends. */
    Progress progress(String label, long totalBytes);

    /** The same for one of several things that are done at the same time: what it says, says of which it is. */
    default Output about(String label) {
        return this;
    }

    /** A running progress display. Safe to call from one thread at a time. */
    interface Progress extends AutoCloseable {
        /** Adds the bytes done since the last call. */
        void add(long bytes);

        /** Ends the display. */
        @Override
        void close();
    }

    /** Says nothing. */
    Output SILENT = new Output() {
        @Override
        public void line(String text) {}

        @Override
        public void warn(String text) {}

        @Override
        public Progress progress(String label, long totalBytes) {
            return new Progress() {
                @Override
                public void add(long bytes) {}

                @Override
                public void close() {}
            };
        }
    };
}
