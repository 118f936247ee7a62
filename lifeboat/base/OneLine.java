package lifeboat.base;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;

/** Writes a value on one line, also where all around it is indented: for {@code @JsonAdapter} on small records. */
public final class OneLine implements TypeAdapterFactory {

    @Override
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        TypeAdapter<T> plain = gson.getDelegateAdapter(this, type);
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                if (out.getFormattingStyle().equals(FormattingStyle.COMPACT)) {
                    plain.write(out, value);
                } else {
                    StringWriter line = new StringWriter();
                    JsonWriter compact = gson.newJsonWriter(line);
                    compact.setFormattingStyle(FormattingStyle.COMPACT);
                    plain.write(compact, value);
                    out.jsonValue(line.toString());
                }
            }

            @Override
            public T read(JsonReader in) throws IOException {
                return plain.read(in);
            }
        };
    }
}
