package lifeboat.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Secret;

/**
 * The keys.
 *
 * @param recipients   age public keys; all a backup needs
 * @param identity     age secret keys, one a line as in a key file; only where restores and drills run
 * @param identityFile a file that holds them
 */
public record KeysConfig(List<String> recipients, Optional<Secret> identity, Optional<Path> identityFile) {

    /** No keys at all. */
    public static final KeysConfig NONE = new KeysConfig(List.of(), Optional.empty(), Optional.empty());

    /** Copies the list. */
    public KeysConfig {
        recipients = List.copyOf(recipients);
    }
}
