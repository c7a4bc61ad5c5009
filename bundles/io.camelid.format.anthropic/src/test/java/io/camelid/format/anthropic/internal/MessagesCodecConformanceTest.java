package io.camelid.format.anthropic.internal;

import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.Signature;
import io.camelid.testkit.chat.ChatCodecConformance;

class MessagesCodecConformanceTest extends ChatCodecConformance {
    @Override
    protected ChatCodec codec() {
        return new MessagesCodec();
    }

    @Override
    protected String path(String model, boolean stream) {
        return "/v1/messages";
    }

    @Override
    protected String vendor() {
        return Signature.ANTHROPIC;
    }
}
