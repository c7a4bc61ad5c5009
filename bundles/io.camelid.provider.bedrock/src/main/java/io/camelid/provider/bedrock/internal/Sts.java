package io.camelid.provider.bedrock.internal;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/** Clients of the Security Token Service, which find the environment's endpoint for it by themselves. */
final class Sts {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(4);
    private static final int ATTEMPTS = 2;

    private Sts() {}

    /** A client that signs only what it is given credentials for. */
    static StsClient anonymous(String region) {
        return StsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(ANSWER))
                .overrideConfiguration(client -> client.retryStrategy(retries -> retries.maxAttempts(ATTEMPTS)))
                .build();
    }
}
