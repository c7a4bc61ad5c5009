package io.camelid.format.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.Turn;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.RequestEdit;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountTokensFormatTest extends FormatConformance {
    private static final String PATH = "/v1beta/models/gemini-2.5-flash:countTokens";
    private static final String WHOLE =
            "{\"generateContentRequest\":{\"model\":\"models/gemini-2.5-flash\",\"contents\":[{\"role\":\"user\","
                    + "\"parts\":[{\"text\":\"Hi\"}]}],\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]}}}";

    private final TokenCountCodec codec = new CountTokensFormat().tokenCount().orElseThrow();

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
        return List.of(
                new SampleRequest(PATH, "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}"),
                new SampleRequest(PATH, WHOLE));
    }

    @Test
    void theModelIsReplacedWhereItIsNamedAgain() throws LlmException {
        ByteBuffer edited = format().read(PATH, bytes(WHOLE)).body(List.of(new RequestEdit.Model("gemini-3-flash")));
        assertEquals(WHOLE.replace("models/gemini-2.5-flash", "models/gemini-3-flash"), text(edited));
    }

    @Test
    void readsContentsAloneAndWholeRequests() throws LlmException {
        ChatRequest alone =
                codec.readRequest(PATH, bytes("{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}"), new Losses());
        assertEquals(List.of(Turn.user(new Part.Text("Hi"))), alone.turns());
        assertEquals("gemini-2.5-flash", alone.model());
        ChatRequest whole = codec.readRequest(PATH, bytes(WHOLE), new Losses());
        assertEquals("Be brief.", whole.systemText());
        assertEquals(alone.turns(), whole.turns());
    }

    @Test
    void writesWhatTheGeminiApiTakes() throws LlmException {
        ChatRequest.Builder request = ChatRequest.builder().model("m").turns(List.of(Turn.user(new Part.Text("Hi"))));
        String contents = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]";
        assertEquals("{" + contents + "}", text(codec.writeRequest(request.build(), new Losses())));
        request.tools(List.of(Tool.of("f", "Does it.", Json.EMPTY_OBJECT)));
        assertEquals(
                "{\"generateContentRequest\":{\"model\":\"models/m\"," + contents
                        + ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"description\":\"Does it.\"}]}]}}",
                text(codec.writeRequest(request.build(), new Losses())));
    }

    /** Vertex AI's reference: instructions and tools stand beside the contents. */
    @Test
    void writesWhatVertexAiTakes() throws LlmException {
        ChatRequest request = ChatRequest.builder()
                .model("m")
                .system(List.of(new Part.Text("Be brief.")))
                .turns(List.of(Turn.user(new Part.Text("Hi"))))
                .tools(List.of(Tool.of("f", "Does it.", Json.EMPTY_OBJECT)))
                .build();
        VertexCountTokensFormat vertex = new VertexCountTokensFormat();
        ByteBuffer written = vertex.tokenCount().orElseThrow().writeRequest(request, new Losses());
        assertEquals(
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}],"
                        + "\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]},"
                        + "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"description\":\"Does it.\"}]}]}",
                text(written));
        assertEquals(written, vertex.read("", written).body(List.of()));
    }

    @Test
    void carriesTheCount() throws LlmException {
        assertEquals(31, codec.readResponse(bytes("{\"totalTokens\":31,\"promptTokensDetails\":[]}")));
        assertEquals("{\"totalTokens\":7}", text(codec.writeResponse(7)));
        assertThrows(LlmException.class, () -> codec.readResponse(bytes("{\"totalTokens\":\"many\"}")));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
