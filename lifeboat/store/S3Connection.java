package lifeboat.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Makes the client: plain bodies with signed or unsigned payload (no {@code aws-chunked}, no trailing checksums), no
 * retries of its own, and nothing from the SDK's own look at the environment.
 */
final class S3Connection {
    private static final int CONNECTIONS = 16;
    /** Slower than this, in bytes a second, a body counts as stuck. */
    private static final long SLOWEST = 64 << 10;

    private S3Connection() {}

    static S3Client open(S3Settings settings, Environment env) {
        Duration timeout = settings.waiting().timeout();
        Apache5HttpClient.Builder http = Apache5HttpClient.builder().maxConnections(CONNECTIONS)
                .connectionTimeout(timeout.compareTo(Duration.ofSeconds(10)) < 0 ? timeout : Duration.ofSeconds(10))
                .socketTimeout(timeout).connectionAcquisitionTimeout(Duration.ofMinutes(10)).tcpKeepAlive(true)
                .expectContinueEnabled(false);
        settings.server().ca().ifPresent(file -> {
            TrustManager[] trusted = trusting(file);
            http.tlsTrustManagersProvider(() -> trusted);
        });
        SdkHttpClient built = http.build();
        ProfileFile none = ProfileFile.aggregator().build();
        return S3Client.builder().httpClient(new S3Watch(built, timeout))
                .region(Region.of(settings.server().region()))
                .credentialsProvider(S3Credentials.of(settings, env, built))
                .putAuthScheme(new S3Signing())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(timeLimit(settings, 0))
                        .defaultProfileFile(none))
                .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .profileFile(() -> none).build())
                .forcePathStyle(settings.server().pathStyle())
                .applyMutation(builder -> settings.server().endpoint().ifPresent(builder::endpointOverride))
                .build();
    }

    /** How long one request with so many bytes may take. */
    static Duration timeLimit(S3Settings settings, long bytes) {
        return settings.waiting().timeout().multipliedBy(2).plusSeconds(bytes / SLOWEST);
    }

    /** Trusts what the JDK trusts and the certificates of a PEM file. */
    private static TrustManager[] trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.setCertificateEntry("given-" + number++, one);
            }
            if (number == 0) {
                throw UserError.usage("ca [" + file + "] holds no certificate", "it must be a PEM file");
            }
            for (TrustManager manager : managers(null)) {
                for (X509Certificate one : ((X509TrustManager) manager).getAcceptedIssuers()) {
                    all.setCertificateEntry("usual-" + number++, one);
                }
            }
            return managers(all);
        } catch (IOException | GeneralSecurityException e) {
            throw UserError.usage("cannot read ca [" + file + "]: "
                    + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()),
                    "it must be a PEM file")
                    .because(e);
        }
    }

    private static TrustManager[] managers(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }
}
