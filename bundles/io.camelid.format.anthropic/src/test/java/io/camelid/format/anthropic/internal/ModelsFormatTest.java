package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelsFormatTest extends FormatConformance {
    private final ModelsFormat format = new ModelsFormat();

    @Override
    protected Format format() {
        return format;
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(new SampleRequest("/v1/models", ""), new SampleRequest("/v1/models/claude-opus-4-6", ""));
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Test
    void aSingleModelIsNamedInThePath() {
        assertEquals("", model("/v1/models"));
        assertEquals("claude-opus-4-6", model("/anthropic/v1/models/claude-opus-4-6"));
        assertEquals("a/b c+", model("/v1/models/a%2Fb%20c+"));
        assertEquals("%zz", model("/v1/models/%zz"));
    }

    private String model(String path) {
        return format.read(path, ByteBuffer.allocate(0)).model();
    }

    @Test
    void readsLists() {
        Document list = format.models(List.of("a", "b")).orElseThrow();
        assertEquals(Optional.of(List.of("a", "b")), format.readModels(list.bytes()));
        assertEquals(
                Optional.of(List.of()),
                format.readModels(format.models(List.of()).orElseThrow().bytes()));
        assertEquals(Optional.of(List.of("m")), models("{\"type\":\"model\",\"id\":\"m\",\"display_name\":\"M\"}"));
        assertEquals(Optional.of(List.of("m")), models("{\"data\":[{\"id\":\"m\"},{\"id\":7},null]}"));
        assertEquals(Optional.empty(), models("{\"error\":{}}"));
        assertEquals(Optional.empty(), models("<html>"));
    }

    private Optional<List<String>> models(String body) {
        return format.readModels(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }
}
