package io.camelid.format.openai.internal;

import io.camelid.spi.chat.ChatCodec;
import io.camelid.testkit.chat.ChatCodecConformance;

class CompletionsCodecConformanceTest extends ChatCodecConformance {
    @Override
    protected ChatCodec codec() {
        return new CompletionsCodec();
    }

    @Override
    protected String path(String model, boolean stream) {
        return "";
    }

    @Override
    protected String vendor() {
        return "";
    }
}
