package io.camelid.gateway.internal;

import io.camelid.config.Configuration;
import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Consideration;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.RouteExplainer;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.UpstreamCall;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Walks a made-up request through the same steps as a real one, and takes notes. */
@Component
public final class Explainer implements RouteExplainer {
    /** For a caller who only wants to know the way of a path: it has what each of the formats insists on. */
    private static final String IMAGINED_BODY =
            """
            {"model":"any-model","max_tokens":1,"messages":[{"role":"user","content":"Hello"}],
             "contents":[{"parts":[{"text":"Hello"}]}],"input":"Hello","query":"Hello","documents":["Hello"]}""";

    private static final int NEAR_MISSES = 4;
    private static final int LONGEST_BODY = 4096;

    private final Configuration configuration;
    private final GatewayService gateway;

    @Activate
    public Explainer(@Reference Configuration configuration, @Reference GatewayService gateway) {
        this.configuration = configuration;
        this.gateway = gateway;
    }

    @Override
    public Explanation explain(String method, URI url, List<HeaderField> headers, ByteBuffer body) {
        List<Step> steps = new ArrayList<>();
        SnapshotLease lease = configuration.lease();
        try {
            boolean served = walk(lease.snapshot(), request(lease.snapshot(), method, url, headers), body, steps);
            return new Explanation(served, steps);
        } catch (LlmException e) {
            steps.add(new Step(
                    "error",
                    e.error().status() + " " + e.error().code() + ": "
                            + e.error().message()));
            return new Explanation(false, steps);
        } finally {
            lease.release();
        }
    }

    private boolean walk(RoutingSnapshot snapshot, ClientRequest request, ByteBuffer body, List<Step> steps)
            throws LlmException {
        LiveExchange exchange =
                new LiveExchange(gateway, gateway.formats(), new HeldSnapshot(snapshot), request, () -> false);
        List<Consideration> considered = snapshot.routes().consider(request, NEAR_MISSES);
        RouteRule rule = routed(exchange, considered, steps);
        Backend backend = exchange.direct().orElse(null);
        if (backend == null) {
            steps.add(FilterSteps.answer(exchange.settle().orElseThrow()));
            return true;
        }
        steps.addAll(FilterSteps.of(
                filters(rule, backend),
                request.path(),
                exchange.match().orElseThrow().prefix()));
        steps.add(new Step("backend", backend.key() + " (" + backend.id() + ")" + share(rule, backend)));
        boolean imagined = !body.hasRemaining() && request.method().equals("POST");
        exchange.body(imagined ? ByteBuffer.wrap(IMAGINED_BODY.getBytes(StandardCharsets.UTF_8)) : body);
        exchange.plan();
        if (imagined && exchange.format().isPresent()) {
            steps.add(new Step("body", "none was given; imagined is one that asks for any-model"));
        }
        exchange.format()
                .ifPresent(format -> steps.add(new Step(
                        "format",
                        format
                                + (exchange.requestModel().isEmpty() ? "" : ", model " + exchange.requestModel())
                                + (exchange.isStream() ? ", streamed" : ""))));
        if (exchange.llm().flatMap(LlmPlan::localAnswer).isPresent()) {
            steps.add(new Step("answer", "the gateway lists the models of the backend"));
            return true;
        }
        if (backend instanceof Backend.Static server) {
            server.addresses()
                    .forEach(address -> steps.add(
                            new Step("upstream", request.method() + " " + address.authority() + exchange.path())));
            return true;
        }
        return targets(exchange, (Backend.Llm) backend, !imagined, steps);
    }

    private static RouteRule routed(LiveExchange exchange, List<Consideration> considered, List<Step> steps)
            throws LlmException {
        List<Step> misses = considered.stream()
                .filter(one -> !one.isFound())
                .map(one -> new Step(
                        "near miss",
                        one.rule().route() + " rule " + one.rule().index() + " (" + one.match() + "): "
                                + String.join("; ", one.obstacles())))
                .toList();
        try {
            RouteRule rule = exchange.route();
            Listener listener = exchange.match().orElseThrow().listener();
            steps.add(new Step(
                    "listener", listener.gateway() + " listener " + listener.name() + " port " + listener.port()));
            String why = considered.stream()
                    .filter(Consideration::isFound)
                    .findFirst()
                    .map(one -> ": " + one.match())
                    .orElse("");
            steps.add(new Step("rule", rule.route() + " rule " + rule.index() + why));
            return rule;
        } finally {
            steps.addAll(misses);
        }
    }

    /** Those of the rule first. */
    private static List<Filter> filters(RouteRule rule, Backend backend) {
        List<Filter> filters = new ArrayList<>(rule.filters());
        rule.backends().stream()
                .filter(reference -> reference.backend().equals(backend))
                .findFirst()
                .ifPresent(reference -> filters.addAll(reference.filters()));
        return filters;
    }

    /** Which of several backends it is, that were weighed against each other. */
    private static String share(RouteRule rule, Backend backend) {
        if (rule.backends().size() < 2) {
            return "";
        }
        int sum = rule.backends().stream().mapToInt(BackendRef::weight).sum();
        int own = rule.backends().stream()
                .filter(reference -> reference.backend().equals(backend))
                .mapToInt(BackendRef::weight)
                .sum();
        return ", this time: it gets " + own + " of " + sum + " requests";
    }

    /**
     * Whether any of the targets can be tried.
     *
     * @param translated whether the body is one that can be translated
     */
    private static boolean targets(LiveExchange exchange, Backend.Llm backend, boolean translated, List<Step> steps) {
        boolean any = false;
        for (int group = 0; group < backend.groups().size(); group++) {
            for (LlmTarget target : backend.groups().get(group).targets()) {
                steps.add(new Step(
                        "target",
                        "group " + (group + 1) + ": " + target.config().name() + ", provider "
                                + target.provider().id()));
                try {
                    if (translated) {
                        plan(exchange).losses(target).ifPresent(losses -> steps.add(translation(losses)));
                    }
                    steps.add(new Step("upstream", upstream(exchange, target)));
                    steps.add(new Step("credential", credential(target.config().auth())));
                    if (translated) {
                        steps.add(new Step("sends", sent(plan(exchange).sent(target))));
                    }
                    any = true;
                } catch (LlmException e) {
                    steps.add(new Step("error", "cannot be tried: " + e.error().message()));
                }
            }
        }
        return any;
    }

    private static Step translation(Losses losses) {
        return new Step(
                "translation", losses.isEmpty() ? "nothing is lost" : "what cannot be carried is left out: " + losses);
    }

    private static String upstream(LiveExchange exchange, LlmTarget target) throws LlmException {
        LlmCall call = plan(exchange).call(target);
        UpstreamCall upstream = target.target().prepare(call);
        String where = upstream instanceof HttpCall http ? http.toString() : "answered inside the gateway";
        return where + ", format " + call.format() + (call.model().isEmpty() ? "" : ", model " + call.model());
    }

    private static String credential(Auth auth) {
        if (auth instanceof Auth.Key key) {
            return "the manifest's key"
                    + key.location().map(place -> ", " + said(place)).orElse("");
        }
        if (auth instanceof Auth.Cloud cloud) {
            return "credentials of " + cloud.kind();
        }
        return auth instanceof Auth.Passthrough
                ? "the caller's own"
                : "none of the manifest's: the provider's own chain, if it has one";
    }

    private static String said(CredentialLocation location) {
        if (location instanceof CredentialLocation.Header header) {
            return "in the header field " + header.name();
        }
        return location instanceof CredentialLocation.Cookie cookie
                ? "in the cookie " + cookie.name()
                : "in the query parameter " + ((CredentialLocation.QueryParameter) location).name();
    }

    /** A body as text, cut to what a person would read. */
    private static String sent(ByteBuffer body) {
        if (!body.hasRemaining()) {
            return "no body";
        }
        ByteBuffer shown = body.slice(body.position(), Math.min(LONGEST_BODY, body.remaining()));
        String text = StandardCharsets.UTF_8.decode(shown).toString();
        return body.remaining() > LONGEST_BODY ? text + "… (" + body.remaining() + " bytes)" : text;
    }

    private static LlmPlan plan(LiveExchange exchange) {
        return exchange.llm().orElseThrow();
    }

    private static ClientRequest request(RoutingSnapshot snapshot, String method, URI url, List<HeaderField> headers) {
        int port = url.getPort() > 0
                ? url.getPort()
                : snapshot.listeners().stream()
                        .mapToInt(Listener::port)
                        .findFirst()
                        .orElse(0);
        String host = url.getHost() == null ? "" : url.getHost();
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        String scheme = url.getScheme() == null ? "http" : url.getScheme();
        return new ImaginedRequest(port, host, method, path, query, Headers.of(List.copyOf(headers)), scheme);
    }

    private record ImaginedRequest(
            int listenerPort, String host, String method, String path, String query, Headers headers, String scheme)
            implements ClientRequest {
        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }
    }

    /** The caller holds the lease. */
    private record HeldSnapshot(RoutingSnapshot snapshot) implements SnapshotLease {
        @Override
        public void release() {}
    }
}
