package io.camelid.admin.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.UncheckedIOException;

/** Puts trees of maps, lists and scalars into JSON. */
public final class Json {
    private static final ObjectWriter WRITER = new ObjectMapper().writer();

    private Json() {}

    /** @throws UncheckedIOException for a tree that holds anything else */
    public static byte[] bytes(Object tree) {
        try {
            return WRITER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Reply reply(int status, Object tree) {
        return new Reply.Whole(status, "application/json", bytes(tree));
    }
}
