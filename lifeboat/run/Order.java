package lifeboat.run;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.config.KeysConfig;
import lifeboat.pipeline.Layer;
import lifeboat.source.Source;

/**
 * What one backup is made of: from where, under which name, through which layers.
 *
 * @param kind         {@link Manifest#BACKUP} or {@link Manifest#SAFETY}
 * @param layers       innermost first
 * @param recipients   public keys that the last layer encrypts to, empty if nothing does
 * @param plainAllowed whether somebody said that it need not be encrypted
 * @param member       what makes it one of a set's, empty if it is made for itself
 */
record Order(
        String job, String kind, Source source, List<Layer> layers, List<String> recipients, boolean plainAllowed,
        Optional<SetMember> member) {

    /** The ordinary backup of a job. */
    static Order of(Context context, JobConfig job) {
        KeysConfig keys = context.config().keys();
        List<String> recipients = job.encryption() == JobConfig.Encryption.AGE ? keys.recipients() : List.of();
        if (job.encryption() == JobConfig.Encryption.AGE && recipients.isEmpty()) {
            throw UserError.usage("job [" + job.name() + "] is to be encrypted, but there are no recipients",
                    "add keys.recipients to the configuration or set LIFEBOAT_RECIPIENTS; `backup init` makes a key "
                    + "pair");
        }
        return new Order(job.name(), Manifest.BACKUP,
                Wiring.source(context, job.source(), !recipients.isEmpty(), job.jobs()),
                Wiring.layers(context.shared(job.jobs()), job.compression(), recipients), recipients,
                job.encryption() == JobConfig.Encryption.NONE, Optional.empty());
    }

    /** Why a backup that is not encrypted does not go to a remote store, unless the job says so. */
    static UserError openLetter(String job, String store) {
        return UserError.usage("job [" + job + "] would send unencrypted data to store [" + store + "]",
                "add keys.recipients (`backup init` makes a key pair), or say encryption: none in the job");
    }

    /** The same as a member of a set. */
    Order in(SetMember set) {
        return new Order(job, kind, set.source().apply(source), layers, recipients, plainAllowed, Optional.of(set));
    }

    /** The same with its source being opened already, if that may be. */
    Order begun(Opening opening) {
        return new Order(job, kind, opening.begin(source), layers, recipients, plainAllowed, member);
    }

    /** What a restore takes of its target before: compressed as usual, encrypted as the backup that will replace it. */
    static Order safety(Context context, Manifest replacement, Source target) {
        List<String> recipients = replacement.recipients();
        return new Order(replacement.job(), Manifest.SAFETY, target,
                Wiring.layers(context, JobConfig.Compression.DEFAULT, recipients), recipients, true, Optional.empty());
    }
}
