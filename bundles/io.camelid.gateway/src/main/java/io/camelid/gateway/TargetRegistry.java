package io.camelid.gateway;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What the gateway knows of the health of targets; for operators. Thread-safe. */
@ProviderType
public interface TargetRegistry {
    /** The targets of the configuration in force, by backend, in order of preference. */
    List<TargetState> targets();

    /** Forgets what is held against a target; false when there is none of that id. */
    boolean reset(String targetId);
}
