package io.camelid.spi;

/**
 * The tokens that an answer cost, as far as the provider said so; {@code -1} is "not said".
 *
 * @param input tokens of the prompt, cached ones included
 * @param output tokens generated, reasoning included
 * @param cacheRead tokens of the prompt that came from the provider's cache
 * @param cacheWrite tokens of the prompt that were written to it
 * @param reasoning tokens of the output that were thinking
 */
public record Usage(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
    /** Nothing is known. */
    public static final Usage UNKNOWN = new Usage(-1, -1, -1, -1, -1);

    public static Usage of(long input, long output) {
        return new Usage(input, output, -1, -1, -1);
    }

    public boolean isKnown() {
        return input >= 0 || output >= 0;
    }
}
