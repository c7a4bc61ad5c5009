package io.camelid.format.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.chat.Turn;
import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountTokensFormatTest extends FormatConformance {
    private static final String BODY =
            """
            {"input":{"converse":{"messages":[{"role":"user","content":[{"text":"How long?"}]}],
              "system":[{"text":"Be brief."}]}}}""";

    @Override
    protected Format format() {
        return new CountTokensFormat();
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(new SampleRequest("/model/anthropic.claude-sonnet-4-20250514-v1:0/count-tokens", BODY));
    }

    private TokenCountCodec codec() {
        return format().tokenCount().orElseThrow();
    }

    @Test
    void readsAConversation() throws LlmException {
        Losses losses = new Losses();
        ChatRequest request = codec().readRequest("/model/m%3A0/count-tokens", buffer(BODY), losses);
        assertEquals("m:0", request.model());
        assertEquals(List.of(Turn.user(new Part.Text("How long?"))), request.turns());
        assertEquals("Be brief.", request.systemText());
        assertTrue(losses.isEmpty());
    }

    @Test
    void anotherApisBodyIsRefused() {
        LlmException refused = assertThrows(LlmException.class, () -> codec().readRequest(
                        "", buffer("{\"input\":{\"invokeModel\":{\"body\":\"e30=\"}}}"), new Losses()));
        assertEquals("unsupported_content", refused.error().code());
        assertEquals("input.invokeModel", refused.error().param().orElseThrow());
    }

    @Test
    void writesWhatIsCounted() throws LlmException {
        ChatRequest request = ChatRequest.builder()
                .model("anthropic.claude-sonnet-4-20250514-v1:0")
                .system(List.of(new Part.Text("Be brief.")))
                .turns(List.of(Turn.user(new Part.Text("How long?"))))
                .sampling(Sampling.builder().maxTokens(5).build())
                .build();
        Losses losses = new Losses();
        JsonNode written = JsonTree.find(codec().writeRequest(request, losses)).orElseThrow();
        assertEquals(JsonTree.find(buffer(BODY)).orElseThrow(), written);
        assertTrue(losses.isEmpty());
    }

    @Test
    void numbersGoBothWays() throws LlmException {
        assertEquals(11, codec().readResponse(buffer("{\"inputTokens\":11}")));
        assertEquals(11, codec().readResponse(codec().writeResponse(11)));
        assertThrows(LlmException.class, () -> codec().readResponse(buffer("{\"inputTokens\":\"11\"}")));
        assertThrows(LlmException.class, () -> codec().readResponse(buffer("<html>")));
        assertFalse(format().chat().isPresent());
    }

    private static ByteBuffer buffer(String json) {
        return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
    }
}
