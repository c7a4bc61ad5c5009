package io.camelid.provider.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.HttpCall;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class SigV4Test {
    private static final String ACCESS = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
    private static final AwsCredentials KEYS = AwsBasicCredentials.create(ACCESS, SECRET);

    /** The check itself, against a vector that AWS has published (test suite for Signature Version 4). */
    @ParameterizedTest
    @CsvSource({
        "GET,  /,                            5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST, /,                            5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET,  /?Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    })
    void theCheckKnowsAwssVectors(String method, String target, String signature) throws Exception {
        String authorization = SignatureCheck.authorization(
                method,
                target,
                Map.of("host", "example.amazonaws.com", "x-amz-date", "20150830T123600Z"),
                List.of("host", "x-amz-date"),
                SignatureCheck.sha256(""),
                "20150830/us-east-1/service/aws4_request",
                ACCESS,
                SECRET);
        assertTrue(authorization.endsWith("Signature=" + signature), authorization);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/model/anthropic.claude-3-sonnet-20240229-v1:0/converse",
                "/model/us.anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse-stream",
                "/model/arn:aws:bedrock:us-east-1:123456789012:inference-profile%2Fabc/converse",
                "/model/m/invoke?x=1&a=b%20c&flag",
                "/bedrock/prefix/model/caf%C3%A9/converse",
            })
    void signsWhatIsSent(String target) throws Exception {
        for (Address address : List.of(
                Address.https("bedrock-runtime.us-east-1.amazonaws.com"),
                Address.plaintext("127.0.0.1", 8443),
                Address.plaintext("::1", 80))) {
            byte[] body = "{\"messages\":[]}".getBytes();
            HttpCall call = new HttpCall(
                    "POST",
                    address,
                    target,
                    List.of(
                            HeaderField.of("Content-Type", "application/json"),
                            HeaderField.of("x-amzn-bedrock-trace", "ENABLED"),
                            HeaderField.of("Accept", "application/json")));
            HttpCall signed = sign(KEYS, call, body);
            assertEquals(SignatureCheck.expected(signed, body, ACCESS, SECRET), header(signed, "Authorization"));
            assertEquals(call.target(), signed.target());
            assertEquals(
                    "20150830/us-east-1/bedrock/aws4_request",
                    SignatureCheck.between(header(signed, "Authorization"), "Credential=" + ACCESS + "/", ","));
            List<String> names =
                    Arrays.asList(SignatureCheck.between(header(signed, "Authorization"), "SignedHeaders=", ",")
                            .split(";"));
            assertEquals(
                    List.of("content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amzn-bedrock-trace"),
                    names);
            assertEquals(SignatureCheck.sha256(body), header(signed, "x-amz-content-sha256"));
            assertFalse(header(signed, "x-amz-security-token").length() > 0);
        }
    }

    @Test
    void showsTheSessionTokenToAwsOnly() throws Exception {
        HttpCall signed = sign(
                AwsSessionCredentials.create(ACCESS, SECRET, "t0ken"),
                HttpCall.of(BedrockProviderTest.call("bedrock.converse", "m"), Address.https("h"), "/model/m/converse"),
                new byte[0]);
        assertEquals("t0ken", header(signed, "x-amz-security-token"));
        assertEquals(SignatureCheck.expected(signed, new byte[0], ACCESS, SECRET), header(signed, "Authorization"));
        assertFalse(signed.headers().toString().contains("t0ken"), "marked as sensitive");
        assertFalse(signed.headers().toString().contains("Signature="), "marked as sensitive");
    }

    @Test
    void hashesALargeBodyOnAnotherThread() throws Exception {
        byte[] body = new byte[1 << 20];
        CompletableFuture<HttpCall> signing = sigV4(KEYS)
                .sign(new HttpCall("POST", Address.https("h"), "/", List.of()), ByteBuffer.wrap(body))
                .toCompletableFuture();
        HttpCall signed = signing.get(10, TimeUnit.SECONDS);
        assertEquals(SignatureCheck.expected(signed, body, ACCESS, SECRET), header(signed, "Authorization"));
    }

    private static SigV4 sigV4(AwsCredentials credentials) {
        return new SigV4("bedrock", "us-east-1", () -> CompletableFuture.completedFuture(credentials), () -> {}, CLOCK);
    }

    private static HttpCall sign(AwsCredentials credentials, HttpCall call, byte[] body) throws Exception {
        CompletableFuture<HttpCall> signed =
                sigV4(credentials).sign(call, ByteBuffer.wrap(body)).toCompletableFuture();
        assertTrue(signed.isDone(), "small bodies are signed at once");
        return signed.get();
    }

    private static String header(HttpCall call, String name) {
        return Headers.of(call.headers()).first(name).orElse("");
    }
}
