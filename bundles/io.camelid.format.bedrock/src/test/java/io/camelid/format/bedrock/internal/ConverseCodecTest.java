package io.camelid.format.bedrock.internal;

import io.camelid.spi.chat.ChatCodec;
import io.camelid.testkit.chat.ChatCodecConformance;
import java.time.Instant;

class ConverseCodecTest extends ChatCodecConformance {
    @Override
    protected ChatCodec codec() {
        return new ConverseCodec(() -> Instant.EPOCH);
    }

    @Override
    protected String path(String model, boolean stream) {
        return "/model/" + model + (stream ? "/converse-stream" : "/converse");
    }

    /** The conformance suite's model is not one of Anthropic's. */
    @Override
    protected String vendor() {
        return "bedrock";
    }
}
