package lifeboat.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.UserError;

/** The locale that a dump's values of type {@code money} are written in: that of the source's sessions. */
public final class MonetaryLocale {
    /** The server's setting, and its name among a source's settings. */
    public static final String SETTING = "lc_monetary";

    private static final String USED = """
            SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' AND NOT a.attisdropped
            AND 'money'::regtype IN (t.oid, t.typelem, t.typbasetype))""";

    private MonetaryLocale() {}

    /**
     * Makes a session write and read money as the source's did.
     *
     * @param settings the source's
     * @return whether it does now; also where the source's locale is not known
     */
    public static boolean set(Connection connection, Map<String, String> settings) throws SQLException {
        String wanted = settings.get(SETTING);
        if (wanted == null) {
            return true;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_catalog.set_config('" + SETTING
                + "', ?, false)")) {
            statement.setString(1, wanted);
            statement.execute();
            return true;
        } catch (SQLException e) {
            if ("22023".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /**
     * The URL whose sessions do so, for a database that is there; sets the given session, too.
     *
     * @throws UserError if the server cannot and the database has such values
     */
    public static PostgresUrl session(PostgresUrl url, Connection connection, Map<String, String> settings)
            throws SQLException {
        PostgresUrl alike = in(url, connection, settings);
        if (set(connection, settings)) {
            return alike;
        }
        if (used(connection)) {
            throw missing(settings);
        }
        return url;
    }

    /** The URL whose sessions do so, for a server that can; the same where they do by themselves. */
    static PostgresUrl in(PostgresUrl url, Connection connection, Map<String, String> settings) throws SQLException {
        String wanted = settings.get(SETTING);
        if (wanted == null || SqlText.value(connection, "SHOW " + SETTING).equals(wanted)) {
            return url;
        }
        String option = "-c " + SETTING + "=" + wanted.replace("\\", "\\\\").replace(" ", "\\ ");
        return url.withOption("options", Stream.of(url.options().get("options"), option).filter(o -> o != null)
                .collect(Collectors.joining(" ")));
    }

    /** Whether a table of the database has such values. */
    static boolean used(Connection connection) throws SQLException {
        return SqlText.value(connection, USED).equals("t");
    }

    /** What is wrong where a server that has to take such values lacks the locale. */
    static UserError missing(Map<String, String> settings) {
        return UserError.of("the server does not have the locale [" + settings.get(SETTING)
                + "] that the backup's values of type money are written in",
                "use a server or an image that has it (Debian and Ubuntu: apt-get install locales-all)");
    }

    /** What is wrong if the error comes from such values read in another locale. */
    static Optional<UserError> blamed(UserError error, Map<String, String> settings) {
        return error.getMessage().contains("type money") ? Optional.of(missing(settings).because(error))
                : Optional.empty();
    }
}
