package lifeboat.store;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Credentials that another server gives for a role: what goes wrong there is told apart from the store's own answers.
 *
 * @param server who is asked, for messages
 */
record S3Role(String server, AwsCredentialsProvider provider) implements AwsCredentialsProvider {

    /** It gave none; the cause says why. */
    static final class Refused extends SdkClientException {
        private static final long serialVersionUID = 1L;
        private final String server;

        private Refused(String server, SdkException cause) {
            super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
            this.server = server;
        }

        String server() {
            return server;
        }
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return provider.resolveCredentials();
        } catch (SdkException e) {
            throw new Refused(server, e);
        }
    }
}
