package io.camelid.format.bedrock.internal.eventstream;

import java.util.Map;
import java.util.Objects;

/**
 * A message of an AWS event stream.
 *
 * @param headers the headers that are texts, by name; others are of no account here
 * @param bytes holds the payload, and is the receiver's only until it returns
 * @param from index of the payload's first byte
 * @param to index after its last byte
 */
public record EventMessage(Map<String, String> headers, byte[] bytes, int from, int to) {
    static final String MESSAGE_TYPE = ":message-type";
    static final String EVENT_TYPE = ":event-type";
    static final String EXCEPTION_TYPE = ":exception-type";
    static final String ERROR_CODE = ":error-code";
    static final String ERROR_MESSAGE = ":error-message";
    static final String CONTENT_TYPE = ":content-type";

    /** What a message is, by its {@code :message-type}. */
    public enum Kind {
        /** Part of the answer. */
        EVENT,
        /** A failure that the API's model knows; its payload says more. */
        EXCEPTION,
        /** A failure that it does not know, told in headers. */
        ERROR
    }

    public EventMessage {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(bytes, "bytes");
    }

    public Kind kind() {
        return switch (headers.getOrDefault(MESSAGE_TYPE, "event")) {
            case "exception" -> Kind.EXCEPTION;
            case "error" -> Kind.ERROR;
            default -> Kind.EVENT;
        };
    }

    /** The type of the event or the failure; empty text if it is not said. */
    public String type() {
        return headers.getOrDefault(
                switch (kind()) {
                    case EVENT -> EVENT_TYPE;
                    case EXCEPTION -> EXCEPTION_TYPE;
                    case ERROR -> ERROR_CODE;
                },
                "");
    }

    /** What an {@link Kind#ERROR} says about itself; empty text if nothing. */
    public String errorMessage() {
        return headers.getOrDefault(ERROR_MESSAGE, "");
    }
}
