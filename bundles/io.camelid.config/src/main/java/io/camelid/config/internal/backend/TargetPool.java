package io.camelid.config.internal.backend;

import io.camelid.spi.LlmException;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open targets. There is one for each provider service and configuration, however many backends
 * and snapshots use it; it is closed when the last of them lets go. Thread-safe.
 */
public final class TargetPool {
    private static final Logger LOG = LoggerFactory.getLogger(TargetPool.class);

    private record Key(long provider, TargetConfig config) {}

    private static final class Open {
        private final ProviderTarget target;
        private int holdings;

        private Open(ProviderTarget target) {
            this.target = target;
        }
    }

    private final Map<Key, Open> targets = new HashMap<>();

    /** A new holding, with nothing in it yet. */
    public Holding hold() {
        return new Holding();
    }

    /** The targets that one snapshot uses. */
    public final class Holding implements AutoCloseable, TargetOpener {
        private final Map<Key, Open> held = new HashMap<>();

        private Holding() {}

        /** The target for a configuration, which stays open until this holding is closed. */
        @Override
        public ProviderTarget open(InstalledProvider provider, TargetConfig config) throws LlmException {
            synchronized (TargetPool.this) {
                Key key = new Key(provider.instance(), config);
                Open open = held.get(key);
                if (open == null) {
                    open = targets.get(key);
                    if (open == null) {
                        open = new Open(provider.service().open(config));
                        targets.put(key, open);
                    }
                    open.holdings++;
                    held.put(key, open);
                }
                return open.target;
            }
        }

        /** Lets go of all targets; further calls do nothing. */
        @Override
        public void close() {
            synchronized (TargetPool.this) {
                held.forEach((key, open) -> {
                    if (--open.holdings == 0) {
                        targets.remove(key);
                        close(key, open.target);
                    }
                });
                held.clear();
            }
        }

        private static void close(Key key, ProviderTarget target) {
            try {
                target.close();
            } catch (RuntimeException | LinkageError failure) {
                LOG.warn("Target {} did not close", key.config().name(), failure);
            }
        }
    }
}
