package io.camelid.format.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelsFormatTest extends FormatConformance {
    @Override
    protected Format format() {
        return new ModelsFormat();
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(
                new SampleRequest("/v1beta/models", ""), new SampleRequest("/gemini/v1beta/models/gemini-2.5-pro", ""));
    }

    @Test
    void asksForAllOrForOne() throws LlmException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        assertEquals("", format().read("/v1beta/models", nothing).model());
        assertEquals(
                "gemini-2.5-pro",
                format().read("/gemini/v1beta/models/gemini-2.5-pro", nothing).model());
    }

    @Test
    void readsNames() {
        assertEquals(
                Optional.of(List.of("gemini-2.5-pro", "tunedModels/mine")),
                read("{\"models\":[{\"name\":\"models/gemini-2.5-pro\",\"version\":\"001\"},"
                        + "{\"name\":\"tunedModels/mine\"},{}],\"nextPageToken\":\"x\"}"));
        assertEquals(Optional.empty(), read("{\"data\":[]}"));
        assertEquals(Optional.empty(), read("<html>"));
    }

    private Optional<List<String>> read(String body) {
        return format().readModels(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }
}
