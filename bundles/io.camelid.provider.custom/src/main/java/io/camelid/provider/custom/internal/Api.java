package io.camelid.provider.custom.internal;

import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import java.util.Arrays;
import java.util.Optional;

/** An API that a host may declare, in the manifest's words. */
enum Api {
    COMPLETIONS("Completions", Operation.CHAT, FormatId.COMPLETIONS, "/chat/completions"),
    MESSAGES("Messages", Operation.CHAT, FormatId.MESSAGES, "/messages"),
    RESPONSES("Responses", Operation.CHAT, FormatId.RESPONSES, "/responses"),
    EMBEDDINGS("Embeddings", Operation.EMBEDDINGS, FormatId.EMBEDDINGS, "/embeddings"),
    TOKEN_COUNT(
            "AnthropicTokenCount", Operation.COUNT_TOKENS, FormatId.MESSAGES_COUNT_TOKENS, "/messages/count_tokens"),
    RERANK("Rerank", Operation.RERANK, FormatId.RERANK, "/rerank"),
    /** A WebSocket, which the gateway does not carry; it may be declared beside others, without effect. */
    REALTIME("Realtime", Operation.OTHER, FormatId.OPAQUE, "/realtime");

    private final String type;
    private final Operation operation;
    private final FormatId format;
    private final String suffix;

    Api(String type, Operation operation, FormatId format, String suffix) {
        this.type = type;
        this.operation = operation;
        this.format = format;
        this.suffix = suffix;
    }

    static Optional<Api> of(Object type) {
        return Arrays.stream(values()).filter(api -> api.type.equals(type)).findFirst();
    }

    String type() {
        return type;
    }

    Operation operation() {
        return operation;
    }

    FormatId format() {
        return format;
    }

    /** Where it is below a base path. */
    String suffix() {
        return suffix;
    }
}
