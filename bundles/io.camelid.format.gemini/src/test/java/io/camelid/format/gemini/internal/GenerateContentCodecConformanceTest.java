package io.camelid.format.gemini.internal;

import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.Signature;
import io.camelid.testkit.chat.ChatCodecConformance;

class GenerateContentCodecConformanceTest extends ChatCodecConformance {
    @Override
    protected ChatCodec codec() {
        return new GenerateContentCodec();
    }

    @Override
    protected String path(String model, boolean stream) {
        return "/v1beta/models/" + model + (stream ? ":streamGenerateContent" : ":generateContent");
    }

    @Override
    protected String vendor() {
        return Signature.GOOGLE;
    }
}
