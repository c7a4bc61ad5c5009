package io.camelid.gateway;

import io.camelid.spi.HeaderField;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Says what would become of a request, without sending anything. Thread-safe. */
@ProviderType
public interface RouteExplainer {
    /**
     * Follows a request through the configuration in force.
     *
     * @param url with scheme, host and port of a listener, or a path alone for the only listener
     * @param body the request body; empty for none, in which case a POST is explained with a body that the steps
     *     show
     */
    Explanation explain(String method, URI url, List<HeaderField> headers, ByteBuffer body);

    /**
     * The steps of a request's way.
     *
     * @param served whether the request would get anything but an error of the gateway's own
     */
    record Explanation(boolean served, List<Step> steps) {
        public Explanation {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One step.
     *
     * @param name for example {@code listener}, {@code rule}, {@code near miss}, {@code rewrite}, {@code headers}, {@code
     *     backend}, {@code body}, {@code format}, {@code target}, {@code translation}, {@code upstream}, {@code
     *     credential}, {@code sends}, {@code error}
     * @param text what happens there; never holds a secret
     */
    record Step(String name, String text) {}
}
