package io.camelid.provider.demo.internal;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads request bodies. The demo gets them as the client sent them. */
final class RequestJson {
    private static final ObjectReader READER =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Trees take many times the memory of their text, and a demo needs no long texts. */
    private static final int LONGEST = 4 << 20;

    private RequestJson() {}

    static JsonNode object(ByteBuffer body) throws BadRequest {
        if (body.remaining() > LONGEST) {
            throw new BadRequest("body_too_large", "", "The demo reads request bodies up to 4 MiB.");
        }
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        try {
            JsonNode tree = READER.readTree(bytes);
            if (tree.isObject()) {
                return tree;
            }
        } catch (IOException broken) {
            // Its message quotes the request: the answer below says enough.
        }
        throw new BadRequest("invalid_json", "", "The request body must be a JSON object.");
    }

    static boolean isTrue(JsonNode object, String member) {
        return object.path(member).asBoolean();
    }

    /** How many words a text has: what the demo counts as tokens. */
    static int words(String text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = Character.isWhitespace(text.charAt(i));
            words += !space && !inWord ? 1 : 0;
            inWord = !space;
        }
        return words;
    }
}
