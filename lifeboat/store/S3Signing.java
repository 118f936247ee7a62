package lifeboat.store;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signs requests over plain http as over https: where a signed {@code Content-MD5} vouches for the body, the body is
 * not digested a second time for the signature, and no newer checksum is sent beside it, which not every server knows.
 */
final class S3Signing implements AwsV4AuthScheme {
    /** Its number is left out of the Host header, which is signed. */
    private static final int STANDARD_PORT = 80;
    private static final AwsV4AuthScheme USUAL = AwsV4AuthScheme.create();

    @Override
    public String schemeId() {
        return SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return USUAL.identityProvider(providers);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return new Signer(USUAL.signer());
    }

    /** Signs a body that carries its own digest by its headers alone. */
    private record Signer(AwsV4HttpSigner usual) implements AwsV4HttpSigner {

        @Override
        public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
            if (request.request().firstMatchingHeader("Content-MD5").isEmpty()) {
                return usual.sign(request);
            }
            SdkHttpRequest plain = request.request().toBuilder().removeHeader("x-amz-sdk-checksum-algorithm").build();
            if (!plain.protocol().equals("http") || plain.port() == STANDARD_PORT) {
                return usual.sign(with(plain, request));
            }
            SignedRequest signed = usual.sign(with(plain.toBuilder().protocol("https").port(plain.port()).build(),
                    request));
            return signed.toBuilder().request(signed.request().toBuilder().protocol("http").build()).build();
        }

        private static <T extends AwsCredentialsIdentity> SignRequest<T> with(SdkHttpRequest plain,
                SignRequest<T> request) {
            return request.toBuilder().request(plain).putProperty(CHECKSUM_ALGORITHM, null).build();
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(
                AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            return usual.signAsync(request);
        }
    }
}
