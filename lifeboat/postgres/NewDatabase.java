package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.fingerprint.SourceInfo;

/** Makes an empty database like the one a backup was made from. */
public final class NewDatabase {
    private static final List<String> LOCALE_TROUBLE = List.of("22023", "42809", "0A000", "42704", "22000");

    private NewDatabase() {}

    /**
     * Makes it from {@code template0}, with the source's encoding and locale. Where the server does not have that
     * locale, a plain one is taken: the order of texts may differ then, not their content.
     *
     * @param options further options of CREATE DATABASE, such as its owner; empty for none
     * @return what a person should know, empty if it is just like the source
     */
    public static Optional<String> create(Connection connection, String name, SourceInfo source, String options)
            throws SQLException {
        String start = "CREATE DATABASE " + SqlText.name(name) + " TEMPLATE template0"
                + " " + options + (source.encoding() == null ? "" : " ENCODING " + SqlText.literal(source.encoding()));
        SQLException first = null;
        List<String> locales = new ArrayList<>(locales(source, PostgresConnection.serverVersion(connection)));
        for (String locale : locales) {
            try {
                SqlText.run(connection, start + locale);
                return first == null ? Optional.empty() : Optional.of("the source's locale ["
                        + source.settings().getOrDefault("collate", "?") + "] is not on this server: used ["
                        + locale.replaceAll(".*'(.*)'$", "$1") + "]; texts may sort differently");
            } catch (SQLException e) {
                if (!LOCALE_TROUBLE.contains(e.getSQLState()) || locale.equals(locales.getLast())) {
                    throw e;
                }
                first = e;
            }
        }
        throw new IllegalStateException("no locale to try");
    }

    private static List<String> locales(SourceInfo source, int version) {
        List<String> locales = new ArrayList<>();
        Map<String, String> settings = source.settings();
        String collate = settings.get("collate");
        String ctype = settings.getOrDefault("ctype", collate);
        if (collate != null) {
            String libc = " LC_COLLATE " + SqlText.literal(collate) + " LC_CTYPE " + SqlText.literal(ctype);
            String provider = settings.getOrDefault("locale_provider", "libc");
            String locale = settings.get("locale");
            if (provider.equals("icu") && version >= 150000 && locale != null) {
                locales.add(" LOCALE_PROVIDER icu ICU_LOCALE " + SqlText.literal(locale) + libc);
            } else if (provider.equals("builtin") && version >= 170000 && locale != null) {
                locales.add(" LOCALE_PROVIDER builtin BUILTIN_LOCALE " + SqlText.literal(locale) + libc);
            } else {
                locales.add((version >= 150000 ? " LOCALE_PROVIDER libc" : "") + libc);
            }
        } else {
            locales.add("");
        }
        String plain = version >= 150000 ? " LOCALE_PROVIDER libc LOCALE " : " LOCALE ";
        if (version >= 130000) {
            locales.add(plain + "'C.UTF-8'");
            locales.add(plain + "'C'");
        } else {
            locales.add(" LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
            locales.add(" LC_COLLATE 'C' LC_CTYPE 'C'");
        }
        return locales;
    }
}
