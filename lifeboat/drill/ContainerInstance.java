package lifeboat.drill;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.PostgresContainer;

/** A database in a container. Where the container came to an end, that is the error, whatever else failed for it. */
final class ContainerInstance implements Target.Instance {
    private static final Pattern EXTENSION = Pattern.compile("^install the extension (\\[.+?])");

    private final Target.Instance database;
    private final PostgresContainer server;

    ContainerInstance(Target.Instance database, PostgresContainer server) {
        this.database = database;
        this.server = server;
    }

    @Override
    public String describe() {
        return database.describe();
    }

    @Override
    public void restore(Manifest manifest, Map<String, Path> parts) {
        blaming(() -> {
            database.restore(manifest, parts);
            return null;
        });
    }

    @Override
    public Fingerprint fingerprint(Fingerprint expected) {
        return blaming(() -> database.fingerprint(expected));
    }

    @Override
    public Optional<TableFingerprint> fingerprint(TableFingerprint expected) {
        return blaming(() -> database.fingerprint(expected));
    }

    @Override
    public List<Comparison.Check> checks(Manifest manifest) {
        return blaming(() -> database.checks(manifest));
    }

    @Override
    public List<Comparison.Check> checks(Demands demands) {
        return blaming(() -> database.checks(demands));
    }

    @Override
    public Optional<Target.Tampering> tamper(Fingerprint expected) {
        return blaming(() -> database.tamper(expected));
    }

    @Override
    public void close() {
        database.close();
    }

    private <T> T blaming(Supplier<T> work) {
        try {
            return work.get();
        } catch (UserError e) {
            Optional<UserError> end = server.ended();
            throw end.isPresent() ? end.get().orKind(UserError.Kind.DRILL_UNABLE).because(e) : ofTheImage(e);
        }
    }

    /** Nobody installs anything in an image: another one is needed. */
    private static UserError ofTheImage(UserError e) {
        Matcher missing = EXTENSION.matcher(e.hint().orElse(""));
        return missing.find() ? UserError.of(e.kind().orElse(UserError.Kind.DRILL_UNABLE), e.getMessage(),
                "use an image that has the extension " + missing.group(1) + ": --image IMAGE, or drill: "
                        + "{ image: IMAGE }").because(e) : e;
    }
}
