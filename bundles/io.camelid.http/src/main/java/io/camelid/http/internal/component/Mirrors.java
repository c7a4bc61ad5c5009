package io.camelid.http.internal.component;

import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.Mirror;
import io.camelid.gateway.MirrorOutcome;
import io.camelid.http.internal.upstream.UpstreamBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Sends the copies of requests that filters ask for, when the requests' bodies are known: each is an exchange of its
 * own, that enters the routes like a client's and whose answer goes nowhere. So many at a time, and no more memory for
 * their bodies, than the settings say; what is more is dropped. Thread-safe.
 */
final class Mirrors {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Entrance entrance;
    private final int mostInFlight;
    private final int largestStreamed;
    private final BodyBudget budget;
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * @param mostInFlight copies at a time
     * @param largestStreamed the most that is kept of a body that goes by, in bytes
     * @param budget of all copies' bodies
     */
    Mirrors(Entrance entrance, int mostInFlight, int largestStreamed, BodyBudget budget) {
        this.entrance = entrance;
        this.mostInFlight = mostInFlight;
        this.largestStreamed = largestStreamed;
        this.budget = budget;
    }

    /** The way of a request's body to its upstream, with an eye on it if the request is copied. */
    UpstreamBody watched(GatewayExchange exchange, Caller caller, UpstreamBody body) {
        if (!exchange.isMirrored()) {
            return body;
        }
        if (!(body instanceof UpstreamBody.Streamed streamed)) {
            send(exchange, caller, caller.fields(), NOTHING);
            return body;
        }
        if (streamed.length() > largestStreamed) {
            drop(exchange, MirrorOutcome.TOO_LARGE);
            return body;
        }
        return new UpstreamBody.Streamed(
                new RecordedBody(streamed.source(), largestStreamed, caller.hold(budget), new RecordedBody.Receiver() {
                    @Override
                    public void complete(ByteBuffer bytes) {
                        send(exchange, caller, caller.fields(), bytes);
                    }

                    @Override
                    public void lost(MirrorOutcome why) {
                        drop(exchange, why);
                    }
                }),
                streamed.length());
    }

    /** Sends the copies of a request whose body has been read and decoded. */
    void sendDecoded(GatewayExchange exchange, Caller caller, ByteBuffer body) {
        if (exchange.isMirrored()) {
            send(exchange, caller, HttpFields.build(caller.fields()).remove(HttpHeader.CONTENT_ENCODING), body);
        }
    }

    private void send(GatewayExchange exchange, Caller caller, HttpFields fields, ByteBuffer body) {
        for (Mirror mirror : exchange.takeMirrors()) {
            BodyHold hold = new BodyHold(budget);
            if (inFlight.incrementAndGet() > mostInFlight || !hold.take(body.remaining())) {
                inFlight.decrementAndGet();
                mirror.drop(MirrorOutcome.BUSY);
            } else {
                CopiedRequest copy = new CopiedRequest(caller, fields, body, hold);
                // After what is being done now, which is to send the request itself.
                caller.reactor().resume(() -> enter(mirror, copy));
            }
        }
    }

    private void enter(Mirror mirror, CopiedRequest copy) {
        GatewayExchange exchange = mirror.open(copy, copy);
        entrance.enter(exchange, () -> {
            exchange.settle();
            exchange.close();
            copy.letGo();
            inFlight.decrementAndGet();
        });
    }

    private static void drop(GatewayExchange exchange, MirrorOutcome why) {
        List<Mirror> mirrors = exchange.takeMirrors();
        mirrors.forEach(mirror -> mirror.drop(why));
    }
}
