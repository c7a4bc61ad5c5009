package io.camelid.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request that a format must understand.
 *
 * @param path the request's path
 * @param body its body, empty text for none
 */
public record SampleRequest(String path, String body) {
    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes());
    }
}
