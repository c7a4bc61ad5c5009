package io.camelid.format.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.format.bedrock.internal.eventstream.AwsFrames;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import io.camelid.spi.format.ResponseObserver;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConverseFormatTest extends FormatConformance {
    private static final String BODY =
            """
            {"messages":[{"role":"user","content":[{"text":"Hi {\\"}"}]}], "system":[{"text":"s"}],
             "inferenceConfig":{"maxTokens":512,"temperature":0.5,"topP":0.9,"stopSequences":["x"]},
             "additionalModelRequestFields":{"top_k":250}}""";

    @Override
    protected Format format() {
        return new ConverseFormat();
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(
                new SampleRequest("/model/anthropic.claude-3-haiku-20240307-v1:0/converse", BODY),
                new SampleRequest("/bedrock/model/us.amazon.nova-pro-v1%3A0/converse-stream", BODY));
    }

    private RequestView read(String path) throws LlmException {
        return format().read(path, ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "/model/x/converse, x, false",
        "/model/x/converse-stream, x, true",
        "/bedrock/model/us.anthropic.claude-3-5-sonnet-20240620-v1:0/converse, "
                + "us.anthropic.claude-3-5-sonnet-20240620-v1:0, false",
        "/model/eu.anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse, "
                + "eu.anthropic.claude-3-5-sonnet-20240620-v1:0, false",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse-stream, "
                + "arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-lite-v1:0, true",
        "/model/arn:aws:bedrock:us-east-1:1:provisioned-model/abc/converse, "
                + "arn:aws:bedrock:us-east-1:1:provisioned-model/abc, false",
        "/chat/converse, '', false",
        "'', '', false"
    })
    void readsModelAndStreamFromThePath(String path, String model, boolean stream) throws LlmException {
        assertEquals(model, read(path).model());
        assertEquals(stream, read(path).stream());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/model//converse",
                "/model/converse",
                "/model/./converse",
                "/model/../converse",
                "/model/%2E%2E/converse",
                "/model/a%2F..%2Fb/converse",
                "/model/a%2Fb%2F/converse",
                "/model/a%3Fb/converse",
                "/model/a%23b/converse",
                "/model/a%5Cb/converse",
                "/model/a%252Fb/converse",
                "/model/a%0Ab/converse",
                "/model/a%20b/converse-stream",
                "/model/a%zz/converse"
            })
    void refusesWhatIsNoModel(String path) {
        LlmException refused = assertThrows(LlmException.class, () -> read(path));
        assertEquals(ErrorKind.INVALID_REQUEST, refused.error().kind());
        assertEquals("invalid_model", refused.error().code());
    }

    @Test
    void readsParameters() throws LlmException {
        Map<String, Object> parameters = read("/model/x/converse").parameters();
        assertEquals(Map.of("max_tokens", 512L, "temperature", 0.5, "top_p", 0.9), parameters);
    }

    @Test
    void theModelIsNoPartOfTheBody() throws LlmException {
        ByteBuffer body = read("/model/x/converse").body(List.of(new RequestEdit.Model("y")));
        assertEquals(BODY, StandardCharsets.UTF_8.decode(body).toString());
    }

    @Test
    void messagesAreAnArray() {
        LlmException refused = assertThrows(LlmException.class, () -> format().read(
                        "/model/x/converse", ByteBuffer.wrap("{\"messages\":{}}".getBytes(StandardCharsets.UTF_8))));
        assertEquals(Optional.of("messages"), refused.error().param());
    }

    @Test
    void observesStreamsHoweverTheyAreCut() {
        for (String name : List.of("text", "tools", "reasoning", "exception", "error")) {
            byte[] stream = AwsFrames.of(name);
            String whole = observed(stream, new Random(0), stream.length + 1);
            for (int seed = 0; seed < 50; seed++) {
                assertEquals(whole, observed(stream, new Random(seed), 1 + seed * 5), name);
            }
        }
    }

    private String observed(byte[] stream, Random random, int most) {
        ResponseObserver observer = format().observe(true);
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, most > stream.length ? most : 1 + random.nextInt(most));
            observer.observe(ByteBuffer.wrap(stream, at, length));
            at += length;
        }
        return observer.contentSeen() + " " + observer.complete() + " " + observer.error() + " " + observer.usage();
    }

    @Test
    void observesWhatAStreamSays() {
        assertEquals("true true Optional.empty " + new Usage(125, 7, 100, 10, -1), observed(AwsFrames.of("text")));
        assertEquals("true true Optional.empty " + Usage.of(40, 20), observed(AwsFrames.of("tools")));
        assertEquals(
                "true false Optional[Too many tokens, please wait before trying again.] " + Usage.UNKNOWN,
                observed(AwsFrames.of("exception")));
        assertEquals(
                "true false Optional[The connection was closed.] " + Usage.UNKNOWN, observed(AwsFrames.of("error")));
    }

    private String observed(byte[] stream) {
        return observed(stream, new Random(0), stream.length + 1);
    }

    @Test
    void anObserverSeesContentWithTheFirstWordAndTheEndWithTheStop() {
        byte[] stream = AwsFrames.of("text");
        ResponseObserver observer = format().observe(true);
        int content = -1;
        int complete = -1;
        for (int i = 0; i < stream.length; i++) {
            observer.observe(ByteBuffer.wrap(stream, i, 1));
            content = content < 0 && observer.contentSeen() ? i : content;
            complete = complete < 0 && observer.complete() ? i : complete;
        }
        String before = new String(stream, 0, content, StandardCharsets.ISO_8859_1);
        assertTrue(before.contains("Hello") && !before.contains("contentBlockStop"));
        String rest = new String(stream, complete, stream.length - complete, StandardCharsets.ISO_8859_1);
        assertTrue(rest.contains("metadata") && !rest.contains("messageStop"));
    }

    @Test
    void anObserverTellsOfDamage() {
        byte[] stream = AwsFrames.of("text");
        stream[stream.length / 2] ^= 1;
        ResponseObserver observer = format().observe(true);
        observer.observe(ByteBuffer.wrap(stream));
        assertTrue(observer.error().orElseThrow().contains("checksum"));
        assertFalse(observer.complete());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"message\":\"Malformed input request\"}|INVALID_REQUEST|upstream_status|Malformed input request",
                "429|{\"__type\":\"ThrottlingException\",\"message\":\"Slow down\"}|RATE_LIMITED|throttling_exception|Slow down",
                "403|{\"Message\":\"Not you\",\"__type\":\"com.amazon.coral#AccessDeniedException:http://x\"}|PERMISSION_DENIED|access_denied_exception|Not you",
                "403|{\"message\":\"The security token included in the request is expired\",\"__type\":\"ExpiredTokenException\"}|UNAUTHENTICATED|expired_token_exception|The security token included in the request is expired",
                "424|{\"message\":\"The model failed\",\"__type\":\"ModelErrorException\"}|UPSTREAM|model_error_exception|The model failed",
                "424|{\"message\":\"The model failed\"}|UPSTREAM|upstream_status|The model failed",
                "503|<html><body>Bad</body></html>|UNAVAILABLE|upstream_status|answered 503",
                "500|''|UPSTREAM|upstream_status|answered 500",
                "500|[1]|UPSTREAM|upstream_status|answered 500",
                "404|{\"error\":{\"message\":\"no such\",\"code\":7}}|NOT_FOUND|upstream_status|no such"
            })
    void readsErrorsOfAnyShape(int status, String body, ErrorKind kind, String code, String message) {
        LlmError error = format().readError(
                        status, ByteBuffer.wrap((body == null ? "" : body).getBytes(StandardCharsets.UTF_8)));
        assertEquals(new LlmError(kind, status, code, message, Optional.empty()), error);
    }

    @Test
    void takesWhatItsCodecWrites() throws LlmException {
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        ByteBuffer edited =
                format().read("", ByteBuffer.wrap(body)).body(List.of(new RequestEdit.Set("guardrailConfig", "{}")));
        assertTrue(StandardCharsets.UTF_8.decode(edited).toString().contains("\"guardrailConfig\":{}"));
        assertArrayEquals(body, BODY.getBytes(StandardCharsets.UTF_8));
    }
}
