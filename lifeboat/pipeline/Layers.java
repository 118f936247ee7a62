package lifeboat.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/** The layers by their names, as manifest and configuration list them: innermost first. */
public final class Layers {

    /** Each compressing thread holds about 16 MiB. */
    private static final int MOST_WORKERS = 4;

    private Layers() {}

    /**
     * What the layers need.
     *
     * @param level      compression level, used for writing only
     * @param workers    threads that compress, see {@link Zstd}
     * @param recipients age public keys to encrypt to; for reading those it was encrypted to
     * @param identity   text of an age key file, absent for writing
     */
    public record Options(int level, int workers, List<String> recipients, Optional<Secret> identity) {

        /** Copies the list. */
        public Options {
            recipients = List.copyOf(recipients);
        }

        /**
         * For writing on this machine.
         *
         * @throws UserError if a recipient is no age public key
         */
        public static Options writing(int level, List<String> recipients) {
            recipients.forEach(AgeKeys::checkRecipient);
            int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
            return new Options(level, workers, recipients, Optional.empty());
        }

        /** The same where several parts are written at the same time: less memory and threads for each. */
        public Options sharedBy(int writers) {
            return new Options(level, Math.max(1, workers / writers), recipients, identity);
        }

        /** For reading what was encrypted to these recipients, as the manifest says. */
        public static Options reading(Optional<Secret> identity, List<String> recipients) {
            return new Options(3, 0, recipients, identity);
        }
    }

    /**
     * The named layers, in that order.
     *
     * @throws UserError if one is not known, or the identity is none
     */
    public static List<Layer> of(List<String> names, Options options) {
        return names.stream().map(name -> layer(name, options)).toList();
    }

    /** What the layers add to a file name, such as {@code .zst.age}. */
    public static String suffix(List<Layer> layers) {
        return layers.stream().map(Layer::suffix).collect(Collectors.joining());
    }

    private static Layer layer(String name, Options options) {
        return switch (name) {
            case "zstd" -> new Zstd(options.level(), options.workers());
            case "gzip" -> new Gzip(options.level());
            case "age" -> Age.of(options.recipients(), options.identity());
            default -> throw UserError.of("unknown layer [" + name + "], this version knows [zstd, gzip, age]",
                    "the backup was probably made by a newer Lifeboat: update, or see the backup's RECOVERY.md");
        };
    }
}
