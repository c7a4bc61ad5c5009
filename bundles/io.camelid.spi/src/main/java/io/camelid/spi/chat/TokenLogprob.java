package io.camelid.spi.chat;

import java.util.List;
import java.util.Objects;

/**
 * How likely a token was.
 *
 * @param logprob natural logarithm
 * @param top the likeliest tokens in its place, which may include it; their own {@code top} is empty
 */
public record TokenLogprob(String token, double logprob, List<TokenLogprob> top) {
    public TokenLogprob {
        Objects.requireNonNull(token, "token");
        top = List.copyOf(top);
    }
}
