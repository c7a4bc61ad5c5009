package io.camelid.gateway.internal.translation;

import io.camelid.spi.LlmError;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.format.Format;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One JSON document goes, one comes back. */
record JsonTranslation(ByteBuffer body, Losses losses, Format upstreamFormat, TranslatedDocument.Step answer)
        implements Translation {
    static final String JSON = "application/json";

    @Override
    public String accepts() {
        return JSON;
    }

    @Override
    public Optional<Passage> answer(boolean events) {
        return events ? Optional.empty() : Optional.of(new TranslatedDocument(answer));
    }

    @Override
    public String contentType() {
        return JSON;
    }

    @Override
    public LlmError refusal(int status, ByteBuffer said) {
        return upstreamFormat.readError(status, said);
    }
}
