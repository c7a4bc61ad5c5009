package io.camelid.spi.chat;

import java.util.List;
import java.util.Objects;

/**
 * Whether a model may, must or must not use tools.
 *
 * @param allowed the tools that it may choose from; empty for all of them
 */
public record ToolChoice(Mode mode, List<String> allowed) {
    public enum Mode {
        /** As the model likes. */
        AUTO,
        /** At least one call; with one {@link ToolChoice#allowed()} tool, that one. */
        REQUIRED,
        /** No call. */
        NONE
    }

    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, List.of());
    public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, List.of());
    public static final ToolChoice NONE = new ToolChoice(Mode.NONE, List.of());

    public ToolChoice {
        Objects.requireNonNull(mode, "mode");
        allowed = List.copyOf(allowed);
    }

    /** This tool must be called. */
    public static ToolChoice named(String tool) {
        return new ToolChoice(Mode.REQUIRED, List.of(tool));
    }
}
