package io.camelid.shell.internal;

import io.camelid.spi.Secret;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.console.CommandLoggingFilter;
import org.osgi.service.component.annotations.Component;

/** Keeps the values of {@code -H} options out of Karaf's log of commands, which is written at level DEBUG. */
@Component(service = CommandLoggingFilter.class)
public final class HeaderMasking implements CommandLoggingFilter {
    private static final Pattern HEADER = Pattern.compile("(\\s(?:-H|--header)[\\s=]+)('[^']*'|\"[^\"]*\"|\\S+)");

    @Override
    public CharSequence filter(CharSequence line) {
        return HEADER.matcher(line).replaceAll("$1" + Secret.REDACTED);
    }
}
