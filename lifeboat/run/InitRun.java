package lifeboat.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.pipeline.AgeKeys;

/** Writes a commented configuration and a fresh key pair. */
public final class InitRun {
    /** The configuration's file name. */
    public static final String CONFIG = "lifeboat.yaml";

    /** The secret key's file name. */
    public static final String IDENTITY = "identity.key";

    private InitRun() {}

    /**
     * What was written.
     *
     * @param recipient the public key
     * @param notes     what a person must do next
     */
    public record InitResult(Path config, Path identityFile, String recipient, List<String> notes) {}

    /**
     * Writes {@code lifeboat.yaml} and {@code identity.key} (0600) into a folder.
     *
     * @param force replace the configuration that is there; a key file is never replaced, since it may be the only key
     *              to backups: it is used again
     */
    public static InitResult run(Environment env, Path folder, boolean force) {
        Path config = folder.resolve(CONFIG);
        Path identity = folder.resolve(IDENTITY);
        if (Files.exists(config) && !force) {
            throw UserError.usage("[" + config + "] exists already", "edit it, or pass --force to replace it");
        }
        try {
            Files.createDirectories(folder);
            boolean fresh = !Files.exists(identity);
            String recipient = fresh ? newKey(identity) : AgeKeys.parse(new Secret(Files.readString(identity)))
                    .getFirst().recipient();
            Files.writeString(config, Wiring.template(env, folder, recipient));
            return new InitResult(config, identity, recipient, notes(identity, fresh, folder));
        } catch (IOException e) {
            throw UserError.usage("cannot write into [" + folder + "]: " + e.getMessage(), "choose a folder with --dir")
                    .because(e);
        }
    }

    /** Writes a new key file that only we can read; returns its public key. */
    static String newKey(Path file) throws IOException {
        AgeKeys pair = AgeKeys.generate();
        try (var channel = Files.newByteChannel(file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(
                    "# public key: " + pair.recipient() + "\n" + pair.identity().value() + "\n"));
        } catch (FileAlreadyExistsException e) {
            throw UserError.usage("[" + file + "] exists already", "a key is never replaced: move it away yourself")
                    .because(e);
        }
        return pair.recipient();
    }

    private static List<String> notes(Path identity, boolean fresh, Path folder) {
        List<String> notes = new ArrayList<>();
        notes.add((fresh ? "the secret key is in " : "the secret key that was there is used again: ") + identity);
        notes.add("copy it to a safe place away from this machine: without it no backup can be opened");
        notes.add("in CI, give its text as the secret LIFEBOAT_IDENTITY to restores and drills only; backups need "
                + "just the public key");
        if (Files.isDirectory(folder.resolve(".git"))) {
            notes.add("never commit it: add " + IDENTITY + " to .gitignore");
        }
        return notes;
    }
}
