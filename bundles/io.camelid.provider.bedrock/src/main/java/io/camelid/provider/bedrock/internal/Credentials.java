package io.camelid.provider.bedrock.internal;

import io.camelid.credential.CachedCredential;
import io.camelid.credential.CachedCredential.Fetched;
import io.camelid.credential.CachedCredential.Source;
import io.camelid.spi.LlmException;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Turns what a manifest says about credentials into a way of signing. */
final class Credentials {
    private static final String SERVICE = "bedrock";
    private static final Pattern SERVICE_NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final String SESSION = "camelid";
    private static final int MOST_TAGS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Executor fetches;
    private final Clock clock;

    Credentials(Executor fetches, Clock clock) {
        this.fetches = fetches;
        this.clock = clock;
    }

    /**
     * @param region of the target, whose signatures bear it unless the credentials say otherwise
     * @throws LlmException when there is something that AWS cannot be shown
     */
    Signing signing(Auth auth, String region) throws LlmException {
        if (auth instanceof Auth.Key key) {
            // A Bedrock API key, which needs no signature.
            return (call, body) -> CompletableFuture.completedFuture(call.with(key, CredentialLocation.BEARER));
        }
        if (auth instanceof Auth.Passthrough) {
            return (call, body) -> CompletableFuture.completedFuture(call);
        }
        if (!(auth instanceof Auth.Cloud cloud)) {
            return fetched(SERVICE, region, new Later(() -> new CredentialChain(region)));
        }
        if (!cloud.kind().equals("aws")) {
            throw BedrockSettings.refused("Bedrock takes credentials of AWS, not of the cloud " + cloud.kind());
        }
        String signingRegion =
                BedrockSettings.region(text(cloud.settings(), "region").orElse(region));
        String service = text(cloud.settings(), "serviceName").orElse(SERVICE);
        if (!SERVICE_NAME.matcher(service).matches()) {
            throw BedrockSettings.refused("serviceName \"" + service + "\" is no AWS service");
        }
        if (!cloud.secrets().isEmpty()) {
            CompletionStage<AwsCredentials> fixed = CompletableFuture.completedFuture(identity(cloud));
            return new SigV4(service, signingRegion, () -> fixed, () -> {}, clock);
        }
        Optional<AssumedRole.Role> role = role(cloud.settings().get("assumeRole"));
        return fetched(
                service,
                signingRegion,
                new Later(() -> role.isPresent()
                        ? new AssumedRole(role.get(), signingRegion)
                        : new CredentialChain(signingRegion)));
    }

    private Signing fetched(String service, String region, Source<AwsCredentials> source) {
        CachedCredential<AwsCredentials> cache =
                new CachedCredential<>("AWS credentials", source, fetches, clock, PATIENCE);
        return new SigV4(service, region, cache::get, cache::close, clock);
    }

    private static AwsCredentials identity(Auth.Cloud cloud) throws LlmException {
        String accessKey = secret(cloud, "accessKey").orElseThrow(() -> missing("accessKey"));
        String secretKey = secret(cloud, "secretKey").orElseThrow(() -> missing("secretKey"));
        return secret(cloud, "sessionToken")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(accessKey, secretKey, token))
                .orElseGet(() -> AwsBasicCredentials.create(accessKey, secretKey));
    }

    private static LlmException missing(String key) {
        return BedrockSettings.refused(key + " is missing or not a valid string");
    }

    /** Templates that have nothing to put in leave blanks behind, or {@code <no value>}. */
    private static Optional<String> secret(Auth.Cloud cloud, String key) {
        return Optional.ofNullable(cloud.secrets().get(key))
                .map(Secret::reveal)
                .map(String::strip)
                .filter(value -> !value.isEmpty() && !value.equals("<no value>"));
    }

    private static Optional<AssumedRole.Role> role(Object value) throws LlmException {
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Map<?, ?> role)) {
            throw BedrockSettings.refused("assumeRole must be an object");
        }
        Optional<String> arn = text(role, "roleArn");
        if (arn.isEmpty()) {
            throw BedrockSettings.refused("assumeRole.roleArn is required");
        }
        if (role.containsKey("sessionNameExpression")) {
            throw BedrockSettings.refused("assumeRole.sessionNameExpression is not supported: use sessionName");
        }
        return Optional.of(
                new AssumedRole.Role(arn.get(), text(role, "sessionName").orElse(SESSION), tags(role.get("tags"))));
    }

    /** Given as an object, or as AWS has it: a list of {@code key} and {@code value}. */
    private static Map<String, String> tags(Object value) throws LlmException {
        Map<String, String> tags = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> given) {
            given.forEach((name, tag) -> tags.put(name.toString(), tag.toString()));
        } else if (value instanceof List<?> given) {
            for (Object item : given) {
                Map<?, ?> tag = item instanceof Map<?, ?> members ? members : Map.of();
                tags.put(
                        text(tag, "key").orElseThrow(() -> BedrockSettings.refused("assumeRole.tags: key is required")),
                        text(tag, "value").orElse(""));
            }
        } else if (value != null) {
            throw BedrockSettings.refused("assumeRole.tags must be an object or a list");
        }
        if (tags.size() > MOST_TAGS) {
            throw BedrockSettings.refused("assumeRole.tags has more than " + MOST_TAGS + " items");
        }
        return tags;
    }

    private static Optional<String> text(Map<?, ?> members, String name) {
        return Optional.ofNullable(members.get(name)).map(Object::toString).filter(text -> !text.isBlank());
    }

    /** A source that is made with its first fetch, for making it loads much of the SDK. */
    private static final class Later implements Source<AwsCredentials> {
        private final Supplier<Source<AwsCredentials>> maker;
        private Source<AwsCredentials> made;
        private boolean closed;

        Later(Supplier<Source<AwsCredentials>> maker) {
            this.maker = maker;
        }

        @Override
        public Fetched<AwsCredentials> fetch() throws LlmException {
            return source().fetch();
        }

        private synchronized Source<AwsCredentials> source() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            if (made == null) {
                made = maker.get();
            }
            return made;
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (made != null) {
                made.close();
                made = null;
            }
        }
    }
}
