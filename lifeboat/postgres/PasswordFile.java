package lifeboat.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.Environment;
import lifeboat.base.UserError;

/** libpq's password file: {@code PGPASSFILE}, else {@code ~/.pgpass}; ignored, as libpq does, if others may read it. */
final class PasswordFile {
    private final Path file;

    PasswordFile(Environment env) {
        this.file = env.get("PGPASSFILE").map(Path::of).orElseGet(() -> env.home().resolve(".pgpass"));
    }

    /** The password of the first line that fits. */
    Optional<String> find(String host, int port, String database, String user) {
        if (!usable()) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).map(PasswordFile::fields)
                    .filter(f -> f.size() == 5 && hostFits(f.get(0), host) && fits(f.get(1), String.valueOf(port))
                            && fits(f.get(2), database) && fits(f.get(3), user))
                    .map(f -> f.get(4)).findFirst();
        } catch (IOException e) {
            throw UserError.usage("cannot read the password file [" + file + "]", "is it a text file in UTF-8?")
                    .because(e);
        }
    }

    private boolean usable() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return Files.isRegularFile(file) && Files.isReadable(file) && permissions.stream().noneMatch(p ->
                    p.name().startsWith("GROUP_") || p.name().startsWith("OTHERS_"));
        } catch (IOException _) {
            return false; // there is none
        }
    }

    private static boolean hostFits(String pattern, String host) {
        return fits(pattern, host) || host.startsWith("/") && pattern.equals("localhost");
    }

    private static boolean fits(String pattern, String value) {
        return pattern.equals("*") || pattern.equals(value);
    }

    /** The fields between colons, with {@code \:} and {@code \\} read as what they stand for. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            } else if (c == ':' && fields.size() < 4) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
