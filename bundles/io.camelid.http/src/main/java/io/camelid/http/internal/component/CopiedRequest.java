package io.camelid.http.internal.component;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.relay.ResponseWriter;
import io.camelid.http.internal.upstream.UpstreamBody;
import io.camelid.spi.Headers;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** A copy of a client's request, whole and in memory; it keeps nothing of the connection that brought the request. */
final class CopiedRequest implements Caller {
    private final Reactor reactor;
    private final HttpFields fields;
    private final ByteBuffer body;
    private final boolean hasBody;
    private final BodyHold hold;
    private final int listenerPort;
    private final String host;
    private final String method;
    private final String path;
    private final String query;
    private final String remoteAddress;
    private final String protocol;
    private final String scheme;
    private boolean committed;

    /**
     * @param fields those that hold for the body as it is
     * @param hold pays for the body, and for what is made of it
     */
    CopiedRequest(Caller original, HttpFields fields, ByteBuffer body, BodyHold hold) {
        this.reactor = original.reactor();
        this.fields = fields.asImmutable();
        this.body = body.duplicate();
        this.hasBody = original.hasBody();
        this.hold = hold;
        this.listenerPort = original.listenerPort();
        this.host = original.host();
        this.method = original.method();
        this.path = original.path();
        this.query = original.query();
        this.remoteAddress = original.remoteAddress();
        this.protocol = original.protocol();
        this.scheme = original.scheme();
    }

    /** Gives back what the body has taken. */
    void letGo() {
        hold.release();
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public HttpFields fields() {
        return fields;
    }

    @Override
    public boolean hasBody() {
        return hasBody;
    }

    @Override
    public UpstreamBody body() {
        return hasBody ? new UpstreamBody.Buffered(body.duplicate()) : UpstreamBody.NONE;
    }

    @Override
    public boolean read(int limit, BodyBudget budget, BodyReader.Receiver receiver, Runnable callback) {
        try {
            String coding = fields.get(HttpHeader.CONTENT_ENCODING);
            receiver.body(ContentCodings.decode(coding, body.array(), body.remaining(), limit, hold));
        } catch (ContentCodings.Refused refused) {
            receiver.refused(refused.error());
        }
        return true;
    }

    /** What has been taken for the copy pays for all of it. */
    @Override
    public BodyHold hold(BodyBudget budget) {
        return hold;
    }

    @Override
    public ResponseWriter answer() {
        return ResponseWriter.NOWHERE;
    }

    /** Nobody waits for the answer, so nobody leaves. */
    @Override
    public void watch(UpstreamExchange exchange) {}

    @Override
    public void committed() {
        committed = true;
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void broken(Throwable cause) {}

    @Override
    public int listenerPort() {
        return listenerPort;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public Headers headers() {
        return new JettyHeaders(fields);
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public String scheme() {
        return scheme;
    }
}
