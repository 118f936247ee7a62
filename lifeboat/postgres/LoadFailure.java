package lifeboat.postgres;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.UserError;

/** What PostgreSQL's programs say of an archive that cannot be loaded, as an error for people. */
public final class LoadFailure {
    private static final Pattern FULL = Pattern.compile("No space left|Disk quota exceeded|File too large"
            + "|wrote only \\d+ of \\d+ bytes");
    private static final Pattern CIRCUMSTANCE = Pattern.compile(FULL + "|could not (extend|write to|fsync|create) file"
            + "|Input/output error|Read-only file system|Too many open files|ERROR: +out of memory"
            + "|remaining connection slots|too many clients|cannot prepare database|cannot "
            + "connect to|no client programs|no psql in|connection to server|could not connect"
            + "|server closed the connection|out of shared memory|is not available|extension control file"
            + "|could not access file|terminating connection|canceling statement|Cannot allocate memory"
            + "|does not have the locale|must be member of role|must be able to SET ROLE|must be superuser|must be "
            + "owner|permission denied|unrecognized parameter \"pg_attver\"");
    private static final Pattern MISSING_EXTENSION = Pattern.compile(
            "extension \"([^\"]+)\" is not available|extension control file \"[^\"]*/([^/\"]+)\\.control\"");
    private static final Pattern MISSING_LIBRARY = Pattern.compile("could not access file \"([^\"]+)\"");
    private static final Pattern MISSING_ROLE = Pattern.compile("role \"([^\"]+)\" does not exist");
    private static final Pattern SEARCHING = Pattern.compile(
            "(?s)(relation|type|function|operator)[^\\n]* does not exist.*CONTEXT:[^\\n]*function ");

    /** PostgreSQL 15.20 sets it on columns; its own pg_dump leaves it out, one that does not know it does not. */
    private static final String UPDATE_MARK = "unrecognized parameter \"pg_attver\"";

    private LoadFailure() {}

    /** Whether a failure is the fault of the place it was loaded into, not of the archive. */
    public static boolean blameless(UserError error) {
        return CIRCUMSTANCE.matcher(error.getMessage()).find();
    }

    /** The first errors, on one line, and what to do about them. */
    static UserError of(PostgresUrl target, String errors) {
        List<String> lines = errors.lines()
                .filter(l -> l.matches("(?s).*(error|ERROR|FATAL|DETAIL):.*")).limit(3).toList();
        String said = lines.isEmpty() ? errors.lines().limit(3).reduce((a, b) -> a + "; " + b).orElse("no reason given")
                : String.join("; ", lines);
        return UserError.of("the archive cannot be loaded into database [" + target.database() + "]: "
                + said.replaceAll("\\s+", " ").strip(), hint(errors));
    }

    private static String hint(String errors) {
        Matcher extension = MISSING_EXTENSION.matcher(errors);
        if (extension.find()) {
            String name = extension.group(1) != null ? extension.group(1) : extension.group(2);
            return "install the extension [" + name + "] on that server (on Debian and Ubuntu: postgresql-contrib or "
                    + "postgresql-<version>-" + name + ")";
        }
        Matcher library = MISSING_LIBRARY.matcher(errors);
        if (library.find()) {
            return "install what brings the library [" + library.group(1) + "] on that server";
        }
        Matcher role = MISSING_ROLE.matcher(errors);
        if (role.find()) {
            return "create the role first: CREATE ROLE " + SqlText.name(role.group(1));
        }
        if (SEARCHING.matcher(errors).find()) {
            return "a function that is called while rows are loaded finds that by the search path, which is empty in a"
                    + " restore: name the schema in it, or ALTER FUNCTION ... SET search_path, and back up again";
        }
        if (errors.contains(UPDATE_MARK)) {
            return "the pg_dump that made the backup is older than an update of the source's server and dumped what "
                    + "only a server with that update takes: restore on such a one, and update pg_dump";
        }
        if (errors.contains("shared memory segment")) {
            return "give the server more shared memory: where it is a container of yours, a larger --shm-size";
        }
        return FULL.matcher(errors).find() ? "free space on the server's disk" : null;
    }
}
