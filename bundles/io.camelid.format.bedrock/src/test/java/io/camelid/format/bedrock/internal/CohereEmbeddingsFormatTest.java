package io.camelid.format.bedrock.internal;

import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.util.List;

class CohereEmbeddingsFormatTest extends FormatConformance {
    @Override
    protected Format format() {
        return new CohereEmbeddingsFormat();
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Override
    protected boolean isRecognisedByPath() {
        return false;
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(new SampleRequest(
                "/model/cohere.embed-multilingual-v3/invoke",
                "{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_query\"}"));
    }
}
