package io.camelid.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.Test;
import org.osgi.framework.Bundle;

public class BootIT extends GatewayTestSupport {

    @Test
    public void everyBundleOfOursIsActive() {
        List<Bundle> ours = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("io.camelid."))
                .toList();

        assertFalse(ours.isEmpty());
        Map<String, Integer> others = ours.stream()
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .collect(Collectors.toMap(Bundle::getSymbolicName, Bundle::getState));
        assertEquals(Map.of(), others);
    }

    @Test
    public void thereIsOneJetty() {
        List<String> servers = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals("org.eclipse.jetty.server"))
                .map(bundle -> bundle.getVersion().toString())
                .toList();

        assertEquals(1, servers.size());
    }
}
