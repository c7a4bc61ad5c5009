package io.camelid.shell.internal;

import java.io.IOException;
import java.util.Optional;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Reads what other bundles were configured with in {@code etc/}. */
public final class BundleSettings {
    private final ConfigurationAdmin admin;

    public BundleSettings(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** The value of a key; empty when it, or the whole PID, is not configured. */
    public Optional<String> text(String pid, String key) {
        try {
            // Listed, because getConfiguration would bring one into being.
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            return found == null
                    ? Optional.empty()
                    : Optional.ofNullable(found[0].getProperties().get(key))
                            .map(String::valueOf)
                            .map(String::strip)
                            .filter(text -> !text.isEmpty());
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("cannot read the configuration of " + pid, e);
        }
    }
}
