package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsFormatTest extends FormatConformance {
    @Override
    protected Format format() {
        return new ModelsFormat();
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(
                new SampleRequest("/v1/models", ""),
                new SampleRequest("/models", ""),
                new SampleRequest("/v1/models/gpt-4o", ""));
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Test
    void isRecognisedByWhatFollowsItsPath() {
        assertTrue(FormatDescription.fits("/v1/models/*", "/openai/v1/models/gpt-4o"));
        assertTrue(FormatDescription.fits("/v1/models/*", "/v1/models/meta-llama/Llama-3"));
        assertFalse(FormatDescription.fits("/v1/models/*", "/v1/models/"));
        assertFalse(FormatDescription.fits("/v1/models/*", "/v1/models"));
        assertFalse(FormatDescription.fits("/v1/models", "/v1/models/gpt-4o"));
    }

    @Test
    void aSingleModelIsNamedInThePath() throws LlmException {
        assertEquals("", model("/v1/models"));
        assertEquals("", model("/ollama/v1/models"));
        assertEquals("gpt-4o", model("/v1/models/gpt-4o"));
        assertEquals("meta-llama/Llama 3+", model("/x/v1/models/meta-llama%2FLlama%203+"));
        assertEquals("meta-llama/Llama-3", model("/v1/models/meta-llama/Llama-3"));
        assertEquals("%zz", model("/v1/models/%zz"));
    }

    private String model(String path) throws LlmException {
        return format().read(path, ByteBuffer.allocate(0)).model();
    }
}
