package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingsFormatTest extends FormatConformance {
    private static final String FULL =
            "{\"input\":[\"a\",\"b\"],\"model\":\"text-embedding-3-small\",\"dimensions\":256,\"encoding_format\":\"base64\"}";

    @Override
    protected Format format() {
        return new EmbeddingsFormat();
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(new SampleRequest("/v1/embeddings", FULL), new SampleRequest("/x/embeddings", "{}"));
    }

    @Test
    void readsTheDimensions() throws LlmException {
        assertEquals(
                Map.of("embeddings.dimension.count", 256L),
                format().read("/v1/embeddings", ByteBuffer.wrap(FULL.getBytes(StandardCharsets.UTF_8)))
                        .parameters());
    }
}
