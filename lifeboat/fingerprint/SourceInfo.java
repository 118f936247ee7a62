package lifeboat.fingerprint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a backup was made from, as far as a restore needs to know it. Holds no secret, no host and no path.
 *
 * @param type       {@code postgres} or {@code sqlite}
 * @param name       the database's name, or the file's without its folder
 * @param version    the server's or library's version, such as {@code 15.20}
 * @param client     the client that made the dump, such as {@code pg_dump 15.20}
 * @param encoding   the database's encoding
 * @param settings   further facts by name: {@code locale}, {@code locale_provider}, {@code page_size} …
 * @param extensions extensions that the data needs
 * @param roles      roles that own or are granted something in it, sorted
 */
public record SourceInfo(
        String type,
        String name,
        String version,
        String client,
        String encoding,
        Map<String, String> settings,
        List<Extension> extensions,
        List<String> roles) {

    /** Copies; absent collections become empty. */
    public SourceInfo {
        settings = new TreeMap<>(settings == null ? Map.of() : settings);
        extensions = extensions == null ? List.of() : List.copyOf(extensions);
        roles = roles == null ? List.of() : roles.stream().sorted().toList();
    }

    /** An extension and its version. */
    public record Extension(String name, String version) {}
}
