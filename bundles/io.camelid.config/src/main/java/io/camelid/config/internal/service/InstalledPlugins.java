package io.camelid.config.internal.service;

import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.internal.backend.InstalledProvider;
import io.camelid.config.internal.backend.Plugins;
import io.camelid.spi.format.Format;
import io.camelid.spi.provider.LlmProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider and format services of the moment. Not thread-safe. */
final class InstalledPlugins {
    private static final Logger LOG = LoggerFactory.getLogger(InstalledPlugins.class);
    /** As the service registry orders services: higher ranking first, then older first. */
    private static final Comparator<Arrived<?>> PREFERENCE =
            Comparator.<Arrived<?>>comparingInt(arrived -> -arrived.ranking()).thenComparingLong(Arrived::serviceId);

    private record Arrived<S>(S service, int ranking, long serviceId, long instance) {}

    private final List<Arrived<LlmProvider>> providers = new ArrayList<>();
    private final List<Arrived<Format>> formats = new ArrayList<>();
    private long arrivals;

    void add(LlmProvider provider, Map<String, ?> properties) {
        providers.add(arrived(provider, properties));
        providers.sort(PREFERENCE);
    }

    void remove(LlmProvider provider) {
        providers.removeIf(arrived -> arrived.service() == provider);
    }

    void add(Format format, Map<String, ?> properties) {
        formats.add(arrived(format, properties));
        formats.sort(PREFERENCE);
    }

    void remove(Format format) {
        formats.removeIf(arrived -> arrived.service() == format);
    }

    private <S> Arrived<S> arrived(S service, Map<String, ?> properties) {
        int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
        long serviceId = properties.get(Constants.SERVICE_ID) instanceof Long number ? number : 0;
        return new Arrived<>(service, ranking, serviceId, ++arrivals);
    }

    /** A copy of this, on which the services can be asked without holding anybody up. */
    Roll roll() {
        return new Roll(List.copyOf(providers), List.copyOf(formats));
    }

    /** Services that have not been asked yet what they are. */
    record Roll(List<Arrived<LlmProvider>> providers, List<Arrived<Format>> formats) {
        /**
         * Asks them.
         *
         * @param problems takes those that do not answer
         */
        Plugins described(List<Problem> problems) {
            List<InstalledProvider> described = new ArrayList<>();
            for (Arrived<LlmProvider> arrived : providers) {
                try {
                    described.add(new InstalledProvider(
                            arrived.service(), arrived.service().describe(), arrived.instance()));
                } catch (RuntimeException | LinkageError bug) {
                    problems.add(problem(arrived.service(), bug));
                }
            }
            Set<String> routeTypes = new HashSet<>();
            for (Arrived<Format> arrived : formats) {
                try {
                    routeTypes.add(arrived.service().describe().routeType());
                } catch (RuntimeException | LinkageError bug) {
                    problems.add(problem(arrived.service(), bug));
                }
            }
            return new Plugins(described, routeTypes);
        }

        private static Problem problem(Object service, Throwable bug) {
            String type = service.getClass().getName();
            LOG.error("{} cannot describe itself", type, bug);
            return new Problem(
                    Severity.ERROR,
                    Optional.empty(),
                    new Origin("plugins", "", 0),
                    type + " cannot describe itself: " + bug.getClass().getSimpleName());
        }
    }
}
