package io.camelid.gateway;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A client's request on its way, and the decisions it needs: one method a step, in the order in which
 * the routes call them. Every method returns at once. Calls come one at a time, from any thread. A step
 * that throws ends the way: the routes hand the error to {@link #fail} and go on at {@link #settle}.
 */
@ProviderType
public interface GatewayExchange extends ExchangeView {
    /** Finds the rule that the request belongs to. */
    RouteRule route() throws LlmException;

    /** Applies the rule's filters and picks one of its backends by weight; empty when a filter answered. */
    Optional<Backend> direct() throws LlmException;

    /** Whether there are copies to be sent that nobody has taken. */
    boolean isMirrored();

    /**
     * The copies that filters send elsewhere, each handed out once, after {@link #direct}: whoever knows the whole body
     * takes them. The exchange drops those that nobody has taken at its end.
     */
    List<Mirror> takeMirrors();

    /** Whether the backend needs the whole request body before a try can be made. */
    boolean readsBody();

    /** The whole request body, content encoding removed. */
    void body(ByteBuffer body);

    /** Recognises what is asked for and in which format. The body, if it is read, has been. */
    void plan() throws LlmException;

    /**
     * Chooses where to try next, and makes that try {@link #attempt}; false when the exchange is
     * answered or nothing is left to try.
     */
    boolean next();

    /**
     * Chooses where to try beside the {@linkplain #attempt present try}, which is slow, and makes that the present one; false
     * when there is nobody to turn to, or no need. The first of the two that has content is for the client; the other is
     * {@linkplain Attempt#whenOvertaken stopped}. {@link #next} is not called before both are over.
     */
    default boolean hedge() {
        return false;
    }

    /** The try that {@link #next} or {@link #hedge} made. */
    Attempt attempt();

    /** Ends the way with an error, unless an answer is on its way already. */
    void fail(LlmError error);

    /** What the client gets if nothing has been sent to it yet; empty when all is said. */
    Optional<Answer> settle();

    /** Says that the client left before its answer ended. */
    void clientLeft();

    /** Ends the exchange, tells the observers and lets go of the snapshot. Further calls do nothing. */
    void close();
}
