package lifeboat.base;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** JSON of our records: fields in record order, two spaces, times as ISO-8601 UTC, absent values left out. */
public final class Json {
    private static final Gson PRETTY = builder().setPrettyPrinting().create();
    private static final Gson COMPACT = builder().create();

    private Json() {}

    /** The value as indented JSON without a final line break. */
    public static String pretty(Object value) {
        return PRETTY.toJson(value);
    }

    /** The value as JSON on one line. */
    public static String line(Object value) {
        return COMPACT.toJson(value);
    }

    /** The value as a tree. */
    public static JsonElement tree(Object value) {
        return COMPACT.toJsonTree(value);
    }

    /**
     * Reads one document. Fields it does not know are ignored, absent ones become null or what the record makes of it.
     *
     * @throws JsonParseException if the text is not JSON or not of this shape
     */
    public static <T> T read(String text, Class<T> type) {
        T value = COMPACT.fromJson(text, type);
        if (value == null) {
            throw new JsonParseException("empty document");
        }
        return value;
    }

    private static GsonBuilder builder() {
        return new GsonBuilder()
                .setStrictness(Strictness.STRICT)
                .disableHtmlEscaping()
                .registerTypeAdapter(Instant.class, new InstantAdapter());
    }

    private static final class InstantAdapter extends TypeAdapter<Instant> {
        @Override
        public void write(JsonWriter out, Instant value) throws IOException {
            out.value(value == null ? null : value.toString());
        }

        @Override
        public Instant read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            try {
                return Instant.parse(in.nextString());
            } catch (DateTimeParseException e) {
                throw new JsonParseException(e.getMessage(), e);
            }
        }
    }
}
