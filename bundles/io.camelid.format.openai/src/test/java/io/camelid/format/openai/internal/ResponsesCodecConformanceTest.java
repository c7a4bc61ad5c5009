package io.camelid.format.openai.internal;

import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.Signature;
import io.camelid.testkit.chat.ChatCodecConformance;

class ResponsesCodecConformanceTest extends ChatCodecConformance {
    @Override
    protected ChatCodec codec() {
        return new ResponsesCodec();
    }

    @Override
    protected String path(String model, boolean stream) {
        return "";
    }

    @Override
    protected String vendor() {
        return Signature.OPENAI;
    }
}
