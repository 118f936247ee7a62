package lifeboat.workflows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A workflow, an action or a manifest as maps, lists and values. */
public record WorkflowFile(Path path, Map<String, Object> content) {

    /** Reads one that is a single document. */
    public static WorkflowFile read(Path path) {
        return new WorkflowFile(path, documents(path).getFirst());
    }

    /** Reads every document of a file. */
    public static List<Map<String, Object>> documents(Path path) {
        LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).setSchema(new CoreSchema()).build();
        try {
            List<Map<String, Object>> documents = new java.util.ArrayList<>();
            new Load(settings).loadAllFromString(Files.readString(path)).forEach(one -> documents.add(map(one)));
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jobs by their ids, in the file's order. */
    public Map<String, Map<String, Object>> jobs() {
        Map<String, Map<String, Object>> jobs = new LinkedHashMap<>();
        map(content.get("jobs")).forEach((id, job) -> jobs.put(id, map(job)));
        return jobs;
    }

    /** What stands under a trigger such as {@code workflow_call}; empty if it is not there or holds nothing. */
    public Map<String, Object> trigger(String name) {
        return content.get("on") instanceof Map<?, ?> on ? map(on.get(name)) : Map.of();
    }

    /** A value that is a section; none is an empty one. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    /** A value that is a list, or a single one; none is an empty one. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(Object value) {
        return value == null ? List.of() : value instanceof List<?> list ? (List<Object>) list : List.of(value);
    }
}
