package lifeboat.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.SourceConfig;
import lifeboat.restore.Restorer;
import lifeboat.source.Source;

/**
 * Where a restore goes.
 *
 * @param type     {@code postgres} or {@code sqlite}
 * @param word     what a person types to confirm: the database's or file's name
 * @param identity tells targets apart without saying where they are: a digest of their address
 * @param source   reads what the target holds, for a safety backup
 */
record RestoreTarget(String type, String word, String identity, Restorer restorer, Source source) {
    /** The word for the job's own source. */
    static final String SOURCE = "source";

    /** The target that a URL or {@link #SOURCE} names, fit for the backup's type. */
    static RestoreTarget of(Context context, String text, Manifest manifest) {
        SourceConfig address = address(context, text, manifest.job());
        String type = Wiring.type(address);
        if (!type.equals(manifest.source().type())) {
            throw UserError.usage("backup [" + manifest.id() + "] holds [" + manifest.source().type()
                    + "], the target is [" + type + "]", "choose a target of the same type with --to");
        }
        return new RestoreTarget(type, Wiring.name(context, address), identity(context, address),
                Wiring.restorer(context, address), Wiring.source(context, address, manifest.encrypted()));
    }

    /** The {@link #identity} of a target. */
    static String identify(Context context, String text, String job) {
        return identity(context, address(context, text, job));
    }

    private static SourceConfig address(Context context, String text, String job) {
        if (!text.equals(SOURCE)) {
            return Wiring.address(context, text);
        }
        JobConfig configured = context.config().jobs().get(job);
        if (configured == null) {
            throw UserError.usage("job [" + job + "] is not configured here, so its source is not known",
                    "name the target with --to, such as --to postgres://user@host/database or --to sqlite:file.db; "
                    + "in a set --to " + job + "=sqlite:file.db");
        }
        return configured.source();
    }

    private static String identity(Context context, SourceConfig address) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Wiring.describe(context, address).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
