package io.camelid.format.anthropic.internal;

import static java.util.Map.entry;

import io.camelid.format.json.JsonBody;
import io.camelid.format.json.JsonRequest;
import io.camelid.format.json.RequestMembers;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads what must be known of a request for a message, or for a count of its tokens, that is passed through. */
final class MessagesRequest {
    private static final String MESSAGES = "messages";

    private static final RequestMembers MEMBERS = RequestMembers.of(
            List.of(MESSAGES),
            List.of(
                    entry("temperature", "temperature"),
                    entry("top_p", "top_p"),
                    entry("top_k", "top_k"),
                    entry("max_tokens", "max_tokens")));

    private MessagesRequest() {}

    /** @throws LlmException when {@code messages} is missing, or a member that is looked at has a wrong type */
    static RequestView read(ByteBuffer bytes) throws LlmException {
        JsonBody body = JsonBody.read(bytes, MEMBERS.known());
        if (!body.has(MESSAGES)) {
            throw new LlmException(LlmError.invalid(
                    "missing_required_parameter", MESSAGES, "Missing required parameter: 'messages'."));
        }
        if (!body.isArray(MESSAGES)) {
            throw new LlmException(
                    LlmError.invalid("invalid_type", MESSAGES, "Invalid type for 'messages': expected an array."));
        }
        return new JsonRequest(body, MEMBERS);
    }
}
