package io.camelid.shell.internal.chat;

import io.camelid.spi.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * A whole answer.
 *
 * @param model who says it answered; empty text when nobody did
 * @param finish why the model stopped; empty text when it did not say
 * @param served who served it, in the gateway's own words
 * @param firstText from the request to the first text; zero when there was none
 * @param total from the request to the end
 */
public record ChatReply(
        String text, String model, String finish, Usage usage, Served served, Duration firstText, Duration total) {
    /** Who served an answer, as far as the gateway said. */
    public record Served(Optional<String> backend, Optional<String> provider, Optional<String> attempts) {}
}
