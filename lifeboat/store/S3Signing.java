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
 * Signs requests over plain http as over https: where a signed {@code Content-MD5} vouches for the body, the body is not
 * digested a second time for the signature.
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
            SdkHttpRequest plain = request.request();
            if (!plain.protocol().equals("http") || plain.port() == STANDARD_PORT
                    || plain.firstMatchingHeader("Content-MD5").isEmpty()) {
                return usual.sign(request);
            }
            SignedRequest signed = usual.sign(asOverHttps(request, plain));
            return signed.toBuilder().request(signed.request().toBuilder().protocol("http").build()).build();
        }

        private static <T extends AwsCredentialsIdentity> SignRequest<T> asOverHttps(SignRequest<T> request,
                SdkHttpRequest plain) {
            return request.toBuilder().request(plain.toBuilder().protocol("https").port(plain.port()).build()).build();
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(
                AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            return usual.signAsync(request);
        }
    }
}
