package io.camelid.config;

import java.util.Objects;

/**
 * Where something was read.
 *
 * @param source the source's name, for example {@code directory} or {@code kubernetes}; {@code implied} for
 *     objects that nobody wrote, {@code plugins} for what is installed
 * @param location a file's path relative to the directory, or empty text
 * @param line 1-based; 0 when there is none
 */
public record Origin(String source, String location, int line) {
    public Origin {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(location, "location");
    }

    @Override
    public String toString() {
        if (location.isEmpty()) {
            return source;
        }
        return line > 0 ? location + ":" + line : location;
    }
}
