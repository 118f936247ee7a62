package lifeboat.cli;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Environment;
import lifeboat.config.Config;

/**
 * The secrets that this process is given: by variables, on the command line, in the configuration. Never what is so
 * short or so common that masking it would make output unreadable.
 */
final class KnownSecrets {
    private static final int SHORTEST = 6;
    private static final int LARGEST_FILE = 1 << 16;
    private static final Set<String> COMMON = Set.of("postgres", "password");
    private static final Pattern NAME = Pattern.compile("(?i)(.*_)?(PG)?(PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|"
            + "API_?KEY|PRIVATE_?KEY|ACCESS_KEY|SECRET_KEY)");
    private static final String AGE_KEY = "AGE-SECRET-KEY-";
    private static final Set<String> NO_SECRET = Set.of("PWD", "OLDPWD");
    private static final Pattern USER_INFO =
            Pattern.compile("://([^/\\s:@\"]*):([^\\s\"]*)@[^/\\s]*(?:/([^?\\s]*))?");
    private static final Pattern SEVERAL = Pattern.compile("://[^/\\s:@\"]*:([^/\\s:@\"]*)@");
    private static final Pattern PARAMETER = Pattern.compile("(?i)[?&](?:ssl)?password=([^&\\s\"]*)");

    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> plain = new LinkedHashSet<>(COMMON);

    private KnownSecrets() {}

    /** Those of variables whose name says so, of URLs in any variable, and of URLs on the command line. */
    static List<String> of(Environment env, List<String> args) {
        KnownSecrets secrets = new KnownSecrets();
        env.get("PGUSER").ifPresent(secrets.plain::add);
        env.get("PGDATABASE").ifPresent(secrets.plain::add);
        env.variables().forEach((name, value) -> {
            secrets.urls(value);
            if (value.contains(AGE_KEY) || NAME.matcher(name).matches() && !NO_SECRET.contains(name)) {
                secrets.text(value);
            }
        });
        args.forEach(secrets::urls);
        return secrets.list();
    }

    /** Those of a configuration. */
    static List<String> of(Config config) {
        KnownSecrets secrets = new KnownSecrets();
        secrets.plain.addAll(config.jobs().keySet());
        secrets.plain.addAll(config.stores().keySet());
        config.urls().forEach(url -> secrets.urls(url.value()));
        config.secrets().forEach(secret -> secrets.text(secret.value()));
        config.keys().identityFile().ifPresent(secrets::file);
        return secrets.list();
    }

    private List<String> list() {
        return found.stream().filter(secret -> secret.strip().length() >= SHORTEST && !plain.contains(secret)).toList();
    }

    /** A secret of several lines is as many secrets; comments and the frame of a PEM file are none. */
    private void text(String value) {
        value.lines().map(String::strip).filter(line -> !line.startsWith("#") && !line.startsWith("-----"))
                .forEach(found::add);
    }

    private void urls(String text) {
        if (!text.contains("://")) {
            return;
        }
        Matcher userInfo = USER_INFO.matcher(text);
        while (userInfo.find()) {
            plain.add(userInfo.group(1));
            if (userInfo.group(3) != null) {
                plain.add(userInfo.group(3));
            }
            password(userInfo.group(2));
        }
        SEVERAL.matcher(text).results().forEach(one -> password(one.group(1)));
        PARAMETER.matcher(text).results().forEach(one -> password(one.group(1)));
    }

    private void password(String encoded) {
        found.add(encoded);
        try {
            found.add(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            // not encoded: it is the password as it is
        }
    }

    private void file(Path file) {
        try {
            if (Files.size(file) < LARGEST_FILE) {
                text(Files.readString(file));
            }
        } catch (IOException _) {
            // whoever needs the key will say that it cannot be read
        }
    }
}
