package io.camelid.provider.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.Operation;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.testkit.upstream.FakeBedrock;
import io.camelid.testkit.upstream.FakeUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls as they arrive at a server that checks signatures as AWS does. */
class SignedCallsTest {
    private static final String CONVERSE = "'{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}'";

    @ParameterizedTest
    @CsvSource({
        "bedrock.converse, false, us.anthropic.claude-3-5-sonnet-20240620-v1:0, " + CONVERSE,
        "bedrock.converse, true,  anthropic.claude-3-sonnet-20240229-v1:0, " + CONVERSE,
        "bedrock.converse, false, arn:aws:bedrock:us-east-1:123456789012:inference-profile/p, " + CONVERSE,
        "bedrock.count_tokens, false, amazon.nova-lite-v1:0, '{\"input\":{\"converse\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}}}'",
        "bedrock.titan_embeddings, false, amazon.titan-embed-text-v2:0, '{\"inputText\":\"hi\"}'",
    })
    void areLetIn(String format, boolean stream, String model, String json) throws Exception {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        Auth keys = new Auth.Cloud(
                "aws",
                Map.of(),
                Map.of(
                        "accessKey", Secret.of("AKID"),
                        "secretKey", Secret.of("s3cret"),
                        "sessionToken", Secret.of("t0ken")));
        LlmCall call = new LlmCall(
                Operation.CHAT,
                new FormatId(format),
                model,
                stream,
                "POST",
                Optional.empty(),
                "",
                Headers.of(List.of(HeaderField.of("X-Amzn-Bedrock-Trace", "ENABLED"))));
        try (FakeUpstream bedrock = FakeUpstream.start(new FakeBedrock("AKID", "s3cret", "t0ken"))) {
            EndpointOverride here = new EndpointOverride(
                    Optional.of(Address.plaintext("127.0.0.1", bedrock.port())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            TargetConfig config = new TargetConfig("test", Optional.empty(), Settings.NONE, keys, here);
            try (ProviderTarget target = new BedrockProvider().open(config)) {
                HttpCall signed = target.sign((HttpCall) target.prepare(call), ByteBuffer.wrap(body))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                HttpResponse<String> answer = send(signed, body);
                assertEquals(200, answer.statusCode(), answer.body());
            }
        }
    }

    private static HttpResponse<String> send(HttpCall call, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + call.address().authority() + call.target()))
                .version(HttpClient.Version.HTTP_1_1)
                .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        call.headers().forEach(field -> request.header(field.name(), field.value()));
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
