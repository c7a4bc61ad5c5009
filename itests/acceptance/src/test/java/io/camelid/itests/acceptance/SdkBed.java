package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.itests.acceptance.harness.Vendors;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway before servers of all vendors: at their own names with TLS, or where port 443 may not be bound at ports of their own. */
final class SdkBed implements AutoCloseable {
    private static final Duration ABORT = Duration.ofSeconds(1);

    private final Vendors vendors;
    private final Map<SdkVendor, FakeUpstream> servers = new EnumMap<>(SdkVendor.class);
    private final List<FakeUpstream> elsewhere = new ArrayList<>();
    private final Gateway gateway;

    /** @param name of the gateway's folder */
    SdkBed(String name) throws Exception {
        GatewaySetup setup = Gateway.named(name);
        vendors = new Vendors(setup);
        Map<String, FakeUpstream> hosts = new HashMap<>();
        StringBuilder manifests = new StringBuilder();
        for (SdkVendor vendor : SdkVendor.values()) {
            Optional<FakeUpstream> secure = Optional.ofNullable(hosts.get(vendor.host()));
            if (secure.isEmpty() && !vendor.host().isEmpty()) {
                secure = vendors.secure(vendor.host(), vendor.server());
            }
            if (secure.isPresent()) {
                hosts.put(vendor.host(), secure.get());
                servers.put(vendor, secure.get());
                manifests.append(vendor.manifests(""));
            } else {
                FakeUpstream plain = FakeUpstream.start(vendor.server());
                elsewhere.add(plain);
                servers.put(vendor, plain);
                manifests.append(vendor.manifests(", host: 127.0.0.1, port: " + plain.port()));
            }
        }
        gateway = setup.manifest("vendors.yaml", manifests.toString()).start();
    }

    /** What the paths of a client begin with that is led to a vendor. */
    String url(SdkVendor vendor) {
        return gateway.http().uri("/" + vendor.prefix()).toString();
    }

    /** The same with a key that the vendor refuses, and with a model where the vendor does not list any. */
    String refusedUrl(SdkVendor vendor) {
        return url(vendor) + "-refused";
    }

    FakeUpstream server(SdkVendor vendor) {
        return servers.get(vendor);
    }

    /** The last request that a vendor got. */
    UpstreamRequest last(SdkVendor vendor) {
        List<UpstreamRequest> requests = server(vendor).requests();
        return requests.get(requests.size() - 1);
    }

    /** Checks that of a secret nothing has come to any vendor. */
    void noVendorSaw(String secret) {
        for (FakeUpstream server : servers.values()) {
            for (UpstreamRequest request : server.requests()) {
                String all = request.target() + request.headers() + request.text();
                assertFalse(all.contains(secret), all);
            }
        }
    }

    /** Checks that the stream that a client leaves is ended at the vendor's within a second. */
    void endsWithItsClient(SdkVendor vendor, AutoCloseable stream) throws Exception {
        FakeUpstream server = server(vendor);
        int before = server.openConnections();
        assertTrue(before > 0, "nothing is open");
        stream.close();
        Await.until(ABORT, server::openConnections, open -> open < before);
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        vendors.close();
        for (FakeUpstream server : elsewhere) {
            server.close();
        }
    }
}
