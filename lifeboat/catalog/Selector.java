package lifeboat.catalog;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.UserError;

/** Which backup of a job a person means. */
public sealed interface Selector {

    /** How to write one, for error messages. */
    String FORMS = "write latest, proven, an id such as 20260115T020000Z-7f3a or its beginning, a part's file name, "
            + "or a time such as 2026-01-15 or 2026-01-15T02:00";

    /** The newest ordinary backup. */
    record Latest() implements Selector {}

    /** The newest ordinary backup whose latest drill passed. */
    record Proven() implements Selector {}

    /** The one of this id, or the only one whose id begins so. */
    record Prefix(String text) implements Selector {}

    /** The one that has a part of this file name. */
    record PartFile(String file, BackupId id) implements Selector {}

    /** The newest ordinary backup that began at this time or before. */
    record NotAfter(Instant time) implements Selector {}

    /**
     * Reads a selector. A date means its end, a time without a zone is in {@code zone}.
     *
     * @throws UserError of kind USAGE if it has none of the {@link #FORMS}
     */
    static Selector parse(String text, ZoneId zone) {
        String trimmed = text.strip();
        return switch (trimmed) {
            case "latest" -> new Latest();
            case "proven" -> new Proven();
            default -> prefix(trimmed).or(() -> partFile(trimmed)).or(() -> time(trimmed, zone))
                    .orElseThrow(() -> UserError.usage("[" + text + "] does not say which backup", FORMS));
        };
    }

    private static Optional<Selector> prefix(String text) {
        return Syntax.PREFIX.matcher(text).matches() ? Optional.of(new Prefix(text)) : Optional.empty();
    }

    private static Optional<Selector> partFile(String text) {
        String file = text.substring(text.lastIndexOf('/') + 1);
        Matcher id = Syntax.ID.matcher(file);
        return id.find() ? Optional.of(new PartFile(file, new BackupId(id.group()))) : Optional.empty();
    }

    private static Optional<Selector> time(String text, ZoneId zone) {
        if (!Syntax.TIME.matcher(text).matches()) {
            return Optional.empty();
        }
        String iso = text.replace(' ', 'T').toUpperCase(Locale.ROOT);
        try {
            if (!iso.contains("T")) {
                return Optional.of(new NotAfter(
                        LocalDate.parse(iso).plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1)));
            }
            boolean zoned = Syntax.ZONE.matcher(iso).find();
            return Optional.of(new NotAfter(zoned ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant()));
        } catch (DateTimeParseException e) {
            throw UserError.usage("[" + text + "] is not a time", FORMS).because(e);
        }
    }

    /** What selectors look like. */
    final class Syntax {
        private static final Pattern ID = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{4}");
        private static final Pattern PREFIX =
                Pattern.compile("\\d{4,8}|\\d{8}T\\d{0,6}|\\d{8}T\\d{6}Z(-[0-9a-f]{0,4})?");
        private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}([Tt ].*)?");
        private static final Pattern ZONE = Pattern.compile("(Z|[+-]\\d{2}(:?\\d{2})?)$");

        private Syntax() {}
    }
}
