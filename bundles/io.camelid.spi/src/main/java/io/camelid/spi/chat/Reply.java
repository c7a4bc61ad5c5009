package io.camelid.spi.chat;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What an answer in a client's format is made with, besides the answer.
 *
 * @param request the client's
 * @param created when the answer began
 * @param ids makes random texts of 24 letters and digits, for names that the provider has not given
 */
public record Reply(ChatRequest request, Instant created, Supplier<String> ids) {
    public Reply {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(ids, "ids");
    }
}
