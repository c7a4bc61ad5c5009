package io.camelid.format.bedrock.internal;

import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.util.List;

class TitanEmbeddingsFormatTest extends FormatConformance {
    @Override
    protected Format format() {
        return new TitanEmbeddingsFormat();
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
                "/model/amazon.titan-embed-text-v2:0/invoke",
                "{\"inputText\":\"Hi\",\"dimensions\":256,\"normalize\":true}"));
    }
}
