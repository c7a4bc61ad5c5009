package io.camelid.format.openai.internal;

import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.util.List;

class RerankFormatTest extends FormatConformance {
    private static final String FULL =
            "{\"model\":\"rerank-v3.5\",\"query\":\"What?\",\"documents\":[\"a\",{\"text\":\"b\"}],\"top_n\":1}";

    @Override
    protected Format format() {
        return new RerankFormat();
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(new SampleRequest("/v1/rerank", FULL), new SampleRequest("/v2/rerank", FULL));
    }
}
