package lifeboat.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/** Reads keys from a section of the configuration and from the environment. Looks at their shape only. */
final class KeysReader {
    static final List<String> KEYS = List.of("recipients", "recipients_file", "identity", "identity_file");
    static final String RECIPIENTS = "LIFEBOAT_RECIPIENTS";
    static final String IDENTITY = "LIFEBOAT_IDENTITY";

    private static final Pattern RECIPIENT = Pattern.compile("age1[02-9ac-hj-np-z]{58}");
    private static final Pattern SECRET = Pattern.compile("(?i)AGE-SECRET-KEY-");
    private static final Pattern IDENTITY_LINE = Pattern.compile("(?im)^\\s*AGE-SECRET-KEY-1[A-Z0-9]{58}\\s*$");
    private static final String RECIPIENT_HINT =
            "a recipient is an age public key: age1 and 58 letters and digits; `backup init` makes one";
    private static final String IDENTITY_HINT =
            "an identity is the text of an age key file, with a line AGE-SECRET-KEY-1…, or the path of such a file";

    private final Urls urls;

    KeysReader(Urls urls) {
        this.urls = urls;
    }

    /** The keys of a section; what it leaves out comes from the environment. */
    KeysConfig read(Value value) {
        Value.Section keys = value.section(KEYS);
        List<String> recipients = new ArrayList<>();
        keys.get("recipients").ifPresent(v -> v.texts().forEach(text -> recipients.addAll(recipients(text, error(v)))));
        keys.get("recipients_file").ifPresent(v -> recipients.addAll(fromFile(v)));
        boolean said = keys.get("recipients").isPresent() || keys.get("recipients_file").isPresent();
        KeysConfig variables = fromEnvironment();
        KeysConfig identity = keys.get("identity").filter(v -> v.missing().isEmpty())
                .map(v -> identity(v.text(), error(v))).orElse(KeysConfig.NONE);
        Optional<Path> file = keys.get("identity_file").filter(v -> v.missing().isEmpty()).map(v -> v.as(urls::path))
                .or(identity::identityFile);
        boolean own = identity.identity().isPresent() || file.isPresent();
        return new KeysConfig(said ? recipients.stream().distinct().toList() : variables.recipients(),
                own ? identity.identity() : variables.identity(), own ? file : variables.identityFile());
    }

    /** The keys of {@code LIFEBOAT_RECIPIENTS} and {@code LIFEBOAT_IDENTITY}. */
    KeysConfig fromEnvironment() {
        Environment env = urls.env();
        List<String> recipients = env.get(RECIPIENTS)
                .map(text -> recipients(text, problem -> UserError.usage(RECIPIENTS + ": " + problem, RECIPIENT_HINT)))
                .orElse(List.of());
        KeysConfig identity = env.get(IDENTITY)
                .map(text -> identity(text, problem -> UserError.usage(IDENTITY + ": " + problem, IDENTITY_HINT)))
                .orElse(KeysConfig.NONE);
        return new KeysConfig(recipients, identity.identity(), identity.identityFile());
    }

    private static Function<String, UserError> error(Value value) {
        return problem -> value.error(problem, value.path().endsWith("identity") ? IDENTITY_HINT : RECIPIENT_HINT);
    }

    private static List<String> recipients(String text, Function<String, UserError> error) {
        List<String> found = Stream.of(text.split("[,\\s]+")).filter(word -> !word.isEmpty()).distinct().toList();
        if (found.isEmpty()) {
            throw error.apply("names no recipient");
        }
        for (String recipient : found) {
            if (SECRET.matcher(recipient).find()) {
                throw error.apply("is a secret key, not a recipient");
            }
            if (!RECIPIENT.matcher(recipient).matches()) {
                throw error.apply("[" + recipient.replaceAll("\\p{Cntrl}", "?") + "] is not a recipient");
            }
        }
        return found;
    }

    private List<String> fromFile(Value value) {
        Path file = value.as(urls::path);
        try {
            String text = String.join("\n", Files.readAllLines(file).stream().filter(l -> !l.startsWith("#")).toList());
            return recipients(text, error(value));
        } catch (CharacterCodingException e) {
            throw value.error("[" + file + "] is not a text file", RECIPIENT_HINT).because(e);
        } catch (IOException e) {
            throw value.error("cannot read [" + file + "]: " + e.getMessage(), null).because(e);
        }
    }

    /** A key's text, or the path of a file that holds it. */
    private KeysConfig identity(String text, Function<String, UserError> error) {
        if (IDENTITY_LINE.matcher(text).find()) {
            return new KeysConfig(List.of(), Optional.of(new Secret(text.strip())), Optional.empty());
        }
        if (SECRET.matcher(text).find() || text.strip().contains("\n") || text.length() > 4096) {
            throw error.apply("is no identity");
        }
        Path file = urls.path(text.strip());
        if (!Files.exists(file)) {
            throw error.apply("is neither an identity nor an existing file");
        }
        return new KeysConfig(List.of(), Optional.empty(), Optional.of(file));
    }
}
