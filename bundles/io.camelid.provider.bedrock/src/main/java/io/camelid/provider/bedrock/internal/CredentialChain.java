package io.camelid.provider.bedrock.internal;

import io.camelid.credential.CachedCredential;
import io.camelid.credential.CachedCredential.Fetched;
import io.camelid.credential.CachedCredential.Source;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.ProfileFileLocation;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials of the environment that the gateway runs in, from where the AWS SDKs look for them and in
 * their order: system properties, environment variables, web identity (EKS IAM roles for service accounts),
 * shared profile files, container (ECS, EKS Pod Identity), instance metadata (EC2, IMDSv2). What is not set
 * up is passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html">AWS: default
 *     credentials provider chain</a>
 */
final class CredentialChain implements Source<AwsCredentials> {
    private record Link(String name, BooleanSupplier setUp, AwsCredentialsProvider provider) {}

    private final StsClient sts;
    private final List<Link> links;

    /** @param region whose STS exchanges tokens for credentials, unless the environment names one */
    CredentialChain(String region) {
        sts = Sts.anonymous(SdkSystemSetting.AWS_REGION.getStringValue().orElse(region));
        links = List.of(
                new Link(
                        "system properties",
                        () -> System.getProperty(SdkSystemSetting.AWS_ACCESS_KEY_ID.property()) != null,
                        SystemPropertyCredentialsProvider.create()),
                new Link(
                        "environment variables",
                        () -> System.getenv(SdkSystemSetting.AWS_ACCESS_KEY_ID.environmentVariable()) != null,
                        EnvironmentVariableCredentialsProvider.create()),
                new Link(
                        "web identity",
                        () -> isSet(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE),
                        () -> once(StsWebIdentityTokenFileCredentialsProvider.builder()
                                .stsClient(sts)
                                .build())),
                new Link(
                        "shared profile files",
                        CredentialChain::hasProfiles,
                        () -> once(ProfileCredentialsProvider.create())),
                new Link(
                        "container",
                        () -> isSet(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)
                                || isSet(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI),
                        () -> once(ContainerCredentialsProvider.create())),
                new Link(
                        "instance metadata",
                        () -> !SdkSystemSetting.AWS_EC2_METADATA_DISABLED
                                .getBooleanValue()
                                .orElse(false),
                        () -> once(InstanceProfileCredentialsProvider.create())));
    }

    /** These providers have caches of their own, which would only be in the way of ours. */
    private static <P extends AwsCredentialsProvider & SdkAutoCloseable> AwsCredentials once(P provider) {
        try (P used = provider) {
            return used.resolveCredentials();
        }
    }

    private static boolean isSet(SdkSystemSetting setting) {
        return setting.getStringValue().isPresent();
    }

    private static boolean hasProfiles() {
        return Files.exists(ProfileFileLocation.credentialsFilePath())
                || Files.exists(ProfileFileLocation.configurationFilePath());
    }

    @Override
    public Fetched<AwsCredentials> fetch() throws LlmException {
        StringJoiner tried = new StringJoiner("; ");
        for (Link link : links) {
            if (link.setUp().getAsBoolean()) {
                try {
                    AwsCredentials found = link.provider().resolveCredentials();
                    return new Fetched<>(found, found.expirationTime().orElse(Instant.MAX));
                } catch (RuntimeException failure) {
                    tried.add(link.name() + ": " + reason(failure));
                }
            } else {
                tried.add(link.name() + ": not set up");
            }
        }
        throw new LlmException(LlmError.of(
                ErrorKind.CONFIGURATION, CachedCredential.FAILED, "No AWS credentials were found (" + tried + ")."));
    }

    /** In so few words that nothing secret can be among them. */
    static String reason(RuntimeException failure) {
        if (failure instanceof AwsServiceException answer) {
            return "STS answered " + answer.statusCode()
                    + Optional.ofNullable(answer.awsErrorDetails())
                            .map(details -> " " + details.errorCode())
                            .orElse("");
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    @Override
    public void close() {
        sts.close();
    }
}
