package lifeboat.fingerprint;

/** A sequence's position: its last value, and whether that was already given out. */
public record SequencePosition(String schema, String name, long value, boolean called) {

    /** An absent schema becomes empty. */
    public SequencePosition {
        schema = schema == null ? "" : schema;
    }

    /** {@code schema.name}, or the name alone. */
    public String title() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
