package io.camelid.config.internal.backend;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.read.ObjectLookup;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a backend was made of beside its own object.
 *
 * @param found every object that was looked for, and what there was
 * @param opened the targets that it opened
 */
record Dependencies(Map<ObjectKey, Optional<KubernetesObject>> found, List<Opened> opened) {
    record Opened(InstalledProvider provider, TargetConfig config, ProviderTarget target) {}

    /** Whether all of it is the same now; opens the same targets to find out. */
    boolean hold(ObjectLookup objects, TargetOpener targets) {
        for (Map.Entry<ObjectKey, Optional<KubernetesObject>> before : found.entrySet()) {
            KubernetesObject now = objects.find(before.getKey()).orElse(null);
            if (now != before.getValue().orElse(null)) {
                return false;
            }
        }
        try {
            for (Opened before : opened) {
                if (targets.open(before.provider(), before.config()) != before.target()) {
                    return false;
                }
            }
            return true;
        } catch (LlmException | RuntimeException | LinkageError refused) {
            return false; // compiling it anew will say why
        }
    }

    /** Takes them down while a backend is made. */
    static final class Recorder implements ObjectLookup, TargetOpener {
        private final ObjectLookup objects;
        private final TargetOpener targets;
        private final Map<ObjectKey, Optional<KubernetesObject>> found = new HashMap<>();
        private final List<Opened> opened = new ArrayList<>();
        private int failures;

        Recorder(ObjectLookup objects, TargetOpener targets) {
            this.objects = objects;
            this.targets = targets;
        }

        @Override
        public Optional<KubernetesObject> find(ObjectKey key) {
            return found.computeIfAbsent(key, objects::find);
        }

        @Override
        public ProviderTarget open(InstalledProvider provider, TargetConfig config) throws LlmException {
            failures++;
            ProviderTarget target = targets.open(provider, config);
            opened.add(new Opened(provider, config, target));
            failures--;
            return target;
        }

        /** Nothing if a target could not be opened, because another time it may. */
        Optional<Dependencies> recorded() {
            return failures == 0 ? Optional.of(new Dependencies(found, opened)) : Optional.empty();
        }
    }
}
