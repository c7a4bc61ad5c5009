package io.camelid.provider.bedrock.internal;

import io.camelid.credential.CachedCredential;
import io.camelid.credential.CachedCredential.Fetched;
import io.camelid.credential.CachedCredential.Source;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * A role that the environment's own credentials may assume.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AWS: AssumeRole</a>
 */
final class AssumedRole implements Source<AwsCredentials> {
    /**
     * What a manifest says about it.
     *
     * @param arn of the role
     * @param session names the session in AWS's logs
     * @param tags of the session
     */
    record Role(String arn, String session, Map<String, String> tags) {
        Role {
            tags = Map.copyOf(tags);
        }
    }

    private final Role role;
    private final CredentialChain own;
    private final StsClient sts;

    AssumedRole(Role role, String region) {
        this.role = role;
        this.own = new CredentialChain(region);
        this.sts = Sts.anonymous(region);
    }

    @Override
    public Fetched<AwsCredentials> fetch() throws LlmException {
        StaticCredentialsProvider caller =
                StaticCredentialsProvider.create(own.fetch().value());
        List<Tag> tags = role.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        try {
            Credentials answer = sts.assumeRole(request -> request.roleArn(role.arn())
                            .roleSessionName(role.session())
                            .tags(tags)
                            .overrideConfiguration(call -> call.credentialsProvider(caller)))
                    .credentials();
            return new Fetched<>(
                    AwsSessionCredentials.create(answer.accessKeyId(), answer.secretAccessKey(), answer.sessionToken()),
                    answer.expiration());
        } catch (SdkException refusal) {
            throw new LlmException(LlmError.of(
                    ErrorKind.CONFIGURATION,
                    CachedCredential.FAILED,
                    "The role " + role.arn() + " cannot be assumed: " + CredentialChain.reason(refusal) + "."));
        }
    }

    @Override
    public void close() {
        sts.close();
        own.close();
    }
}
