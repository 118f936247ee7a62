package lifeboat.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/**
 * How to run a server's programs, which refuse to run as root: as ourselves, else as an unprivileged user, else inside
 * a user namespace that only hides that we are root.
 *
 * @param prefix what goes before each command
 * @param owner  who must own the server's folders, empty for ourselves
 */
record RunAs(List<String> prefix, Optional<UserPrincipal> owner) {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PROBE = "cd \"$0\" && : > probe && rm probe && [ \"$(id -u)\" != 0 ]";

    /**
     * The first way that works for a folder that we own; the folder is given to {@link #owner}.
     *
     * @throws UserError of kind DRILL_UNABLE if there is none
     */
    static RunAs choose(Path folder) {
        if (!isRoot(folder)) {
            return new RunAs(List.of(), Optional.empty());
        }
        for (RunAs way : ways(folder)) {
            way.give(folder);
            if (way.works(folder)) {
                return way;
            }
        }
        throw UserError.of(UserError.Kind.DRILL_UNABLE, "a PostgreSQL server cannot run as root, and there is no way "
                        + "to run it as someone else in [" + folder + "]",
                "install setpriv (util-linux), set TMPDIR to a folder that others may enter such as /tmp, "
                        + "or run this as an ordinary user");
    }

    /** The command as it is to be run. */
    Tool tool(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        Tool tool = Tool.of(all).env("LC_ALL", "C").env("TZ", "UTC");
        for (String name : List.of("PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGOPTIONS",
                "PGSERVICE", "NOTIFY_SOCKET")) {
            tool.without(name);
        }
        return tool;
    }

    /** Makes the folder or file belong to {@link #owner}. */
    void give(Path path) {
        if (owner.isPresent()) {
            try {
                Files.setOwner(path, owner.get());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The way in which the owner of a folder that an earlier run left behind can be acted for. */
    static RunAs ownerOf(Path folder) {
        try {
            UserPrincipal user = Files.getOwner(folder);
            return ways(folder).stream().filter(w -> w.owner.filter(user::equals).isPresent() && w.works(folder))
                    .findFirst().orElse(new RunAs(List.of(), Optional.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<RunAs> ways(Path folder) {
        List<RunAs> ways = new ArrayList<>();
        for (String user : List.of("postgres", "nobody")) {
            Optional<UserPrincipal> owner = user(folder, user);
            Optional<String> group = owner.flatMap(_ -> group(user));
            group.ifPresent(gid -> {
                ways.add(new RunAs(List.of("setpriv", "--reuid=" + user, "--regid=" + gid, "--clear-groups", "--"),
                        owner));
                ways.add(new RunAs(List.of("runuser", "-u", user, "--"), owner));
            });
        }
        Optional<UserPrincipal> root = user(folder, "root");
        ways.add(new RunAs(List.of("unshare", "--user", "--map-user=1000", "--"), root));
        return ways;
    }

    private boolean works(Path folder) {
        try {
            return tool(List.of("sh", "-c", PROBE, folder.toString())).run(LIMIT).ok();
        } catch (UserError _) {
            return false;
        }
    }

    private static Optional<UserPrincipal> user(Path folder, String name) {
        try {
            return Optional.of(folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> group(String user) {
        Tool.Result id = Tool.of("id", "-g", user).run(LIMIT);
        return id.ok() ? Optional.of(id.out().strip()) : Optional.empty();
    }

    private static boolean isRoot(Path folder) {
        try {
            return Files.getAttribute(folder, "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
