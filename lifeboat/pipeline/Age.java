package lifeboat.pipeline;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/** age v1 encryption to X25519 recipients; any one of their identities opens it. */
public final class Age implements Layer {
    private final List<String> recipients;
    private final List<AgeKeys> identities;

    private Age(List<String> recipients, List<AgeKeys> identities) {
        this.recipients = List.copyOf(recipients);
        this.identities = identities;
    }

    /**
     * A layer that encrypts to the recipients (none: it cannot write), and decrypts with any of the identities in a
     * key file's text (absent: it cannot read). For reading, recipients are those the manifest names: they tell a wrong
     * identity from a damaged head.
     *
     * @throws UserError if the key file is none
     */
    public static Age of(List<String> recipients, Optional<Secret> keyFile) {
        return new Age(recipients, keyFile.map(AgeKeys::parse).orElse(List.of()));
    }

    @Override
    public String name() {
        return "age";
    }

    @Override
    public String suffix() {
        return ".age";
    }

    /** @throws UserError if there is no recipient, or one is no public key */
    @Override
    public OutputStream wrap(OutputStream sink) throws IOException {
        if (recipients.isEmpty()) {
            throw UserError.usage("there is nobody to encrypt to", "add keys: recipients: to the configuration");
        }
        recipients.forEach(AgeKeys::checkRecipient);
        List<RecipientStanzaWriter> writers = new ArrayList<>();
        try {
            for (String recipient : recipients) {
                writers.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient));
            }
            return ChannelStreams.output(new StandardEncryptingChannelFactory()
                    .newEncryptingChannel(ChannelStreams.channel(sink), writers));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("age encryption could not start", e);
        }
    }

    /** @throws UserError if there is no identity, none that opens it, or its head is damaged */
    @Override
    public InputStream unwrap(InputStream stored) throws IOException {
        if (identities.isEmpty()) {
            throw UserError.usage("this backup is encrypted and no identity is given",
                    "set LIFEBOAT_IDENTITY or keys: identity_file: to the age secret key that opens it");
        }
        return DecodedStream.open(name(), stored, in -> ChannelStreams.input(decrypting(in)));
    }

    private ReadableByteChannel decrypting(InputStream stored) throws IOException, GeneralSecurityException {
        List<RecipientStanzaReader> readers = new ArrayList<>();
        for (AgeKeys keys : identities) {
            readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(keys.identity().value()));
        }
        try {
            return new StandardDecryptingChannelFactory().newDecryptingChannel(ChannelStreams.channel(stored), readers);
        } catch (UnsupportedRecipientStanzaException e) {
            throw notOpened().because(e);
        }
    }

    private UserError notOpened() {
        List<String> tried = identities.stream().map(AgeKeys::recipient).toList();
        if (tried.stream().anyMatch(recipients::contains)) {
            return UserError.badBackup("the age layer is damaged: the identity of a recipient does not open it",
                    DecodedStream.HINT);
        }
        return UserError.of("no identity given opens this backup; tried those of " + tried,
                "give the age secret key of one of "
                        + (recipients.isEmpty() ? "the recipients it was encrypted to" : recipients.toString()));
    }
}
