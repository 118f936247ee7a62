package lifeboat.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

/**
 * Finds credentials in AWS's order: given keys, the given profile, variables, web identity (as in GitHub Actions),
 * the default profile, the container's or machine's role; and takes on a role with them if one is given.
 */
final class S3Credentials {
    private static final String SESSION = "lifeboat";

    private S3Credentials() {}

    /** What signs requests; asks nobody before the first of them. */
    static AwsCredentialsProvider of(S3Settings settings, Environment env, SdkHttpClient http) {
        AwsCredentialsProvider own = own(settings, env, http);
        if (settings.access().roleArn().isEmpty()) {
            return own;
        }
        return new S3Role(server(settings, env), StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts(settings, env, http, own))
                .refreshRequest(request -> request.roleArn(settings.access().roleArn().get()).roleSessionName(SESSION))
                .build());
    }

    private static String server(S3Settings settings, Environment env) {
        return env.get("AWS_ENDPOINT_URL_STS").map(url -> URI.create(url).getAuthority())
                .orElse("sts." + settings.server().region() + ".amazonaws.com");
    }

    private static StsClient sts(S3Settings settings, Environment env, SdkHttpClient http,
            AwsCredentialsProvider signer) {
        return StsClient.builder().region(Region.of(settings.server().region())).credentialsProvider(signer)
                .httpClient(http)
                .applyMutation(builder -> env.get("AWS_ENDPOINT_URL_STS").map(URI::create)
                        .ifPresent(builder::endpointOverride))
                .build();
    }

    private static AwsCredentialsProvider webIdentity(S3Settings settings, Environment env, SdkHttpClient http) {
        Path token = Path.of(env.get("AWS_WEB_IDENTITY_TOKEN_FILE").get());
        StsClient sts = sts(settings, env, http, AnonymousCredentialsProvider.create());
        return new S3Role(server(settings, env), StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder().roleArn(env.get("AWS_ROLE_ARN").get())
                        .roleSessionName(env.get("AWS_ROLE_SESSION_NAME").orElse(SESSION))
                        .webIdentityToken(text(token)).build())
                .build());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw UserError.of("cannot read the web identity token [" + file + "]: " + e.getMessage(),
                    "check AWS_WEB_IDENTITY_TOKEN_FILE").because(e);
        }
    }

    private static AwsCredentialsProvider own(S3Settings settings, Environment env, SdkHttpClient http) {
        S3Settings.Access access = settings.access();
        if (access.accessKey().isPresent() && access.secretKey().isPresent()) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(access.accessKey().get(),
                    access.secretKey().get().value()));
        }
        if (access.profile().isPresent()) {
            return profile(access.profile().get(), env);
        }
        Optional<AwsCredentials> keys = variables(settings.server().provider(), env);
        return keys.<AwsCredentialsProvider>map(StaticCredentialsProvider::create)
                .orElseGet(() -> chain(settings, env, http));
    }

    /** The keys in variables. */
    private static Optional<AwsCredentials> variables(S3Provider provider, Environment env) {
        if (provider == S3Provider.GCS && env.get("GCS_ACCESS_KEY_ID").isPresent()) {
            return pair(env.get("GCS_ACCESS_KEY_ID"), env.get("GCS_SECRET_ACCESS_KEY"), Optional.empty());
        }
        return pair(env.get("AWS_ACCESS_KEY_ID"), env.get("AWS_SECRET_ACCESS_KEY"), env.get("AWS_SESSION_TOKEN"));
    }

    private static Optional<AwsCredentials> pair(Optional<String> id, Optional<String> secret, Optional<String> token) {
        if (id.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(token.<AwsCredentials>map(text -> AwsSessionCredentials.create(id.get(), secret.get(), text))
                .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
    }

    private static AwsCredentialsProvider chain(S3Settings settings, Environment env, SdkHttpClient http) {
        List<AwsCredentialsProvider> chain = new ArrayList<>();
        if (env.get("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent() && env.get("AWS_ROLE_ARN").isPresent()) {
            return webIdentity(settings, env, http);
        }
        if (env.get("AWS_PROFILE").isPresent() || files(env).profile("default").isPresent()) {
            chain.add(profile(env.get("AWS_PROFILE").orElse("default"), env));
        }
        if (env.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").or(() -> env.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
                .isPresent()) {
            chain.add(ContainerCredentialsProvider.builder().build());
        }
        if (!env.flag("AWS_EC2_METADATA_DISABLED")) {
            chain.add(InstanceProfileCredentialsProvider.create());
        }
        if (chain.isEmpty()) {
            throw missing();
        }
        return AwsCredentialsProviderChain.builder().credentialsProviders(chain).build();
    }

    /** The error of somebody without credentials. */
    static UserError missing() {
        return UserError.of("there are no credentials for S3 here",
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or run where a role is attached");
    }

    private static AwsCredentialsProvider profile(String name, Environment env) {
        ProfileFile files = files(env);
        if (files.profile(name).isEmpty()) {
            throw UserError.usage("profile [" + name + "] is in none of AWS's shared files",
                    "look for it in ~/.aws/credentials and ~/.aws/config");
        }
        return ProfileCredentialsProvider.builder().profileFile(files).profileName(name).build();
    }

    /** The region that a profile names. */
    static Optional<String> regionOf(Optional<String> profile, Environment env) {
        return files(env).profile(profile.or(() -> env.get("AWS_PROFILE")).orElse("default"))
                .flatMap((Profile found) -> found.property("region"));
    }

    private static ProfileFile files(Environment env) {
        Path folder = env.home().resolve(".aws");
        ProfileFile.Aggregator all = ProfileFile.aggregator();
        add(all, env.get("AWS_SHARED_CREDENTIALS_FILE").map(Path::of).orElse(folder.resolve("credentials")),
                ProfileFile.Type.CREDENTIALS);
        add(all, env.get("AWS_CONFIG_FILE").map(Path::of).orElse(folder.resolve("config")),
                ProfileFile.Type.CONFIGURATION);
        return all.build();
    }

    private static void add(ProfileFile.Aggregator all, Path file, ProfileFile.Type type) {
        if (Files.isReadable(file)) {
            all.addFile(ProfileFile.builder().content(file).type(type).build());
        }
    }
}
