package io.camelid.shell.internal;

import io.camelid.gateway.ForwardedHeaders;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.support.CommandException;

/** Header fields as users type them. */
public final class RequestHeaders {
    private RequestHeaders() {}

    /** Reads {@code Name: value} lines; those that hold credentials come out marked as secret. */
    public static List<HeaderField> parse(List<String> lines) throws CommandException {
        List<HeaderField> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new CommandException("a header is written 'Name: value'");
            }
            String name = line.substring(0, colon).strip();
            boolean secret = ForwardedHeaders.CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
            fields.add(new HeaderField(name, line.substring(colon + 1).strip(), secret));
        }
        return fields;
    }
}
