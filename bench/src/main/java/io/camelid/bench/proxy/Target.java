package io.camelid.bench.proxy;

import java.net.URI;
import java.util.OptionalLong;

/**
 * Where load goes.
 *
 * @param name as the tables show it
 * @param pid the proxy's process; none when the upstream is asked directly
 */
public record Target(String name, URI url, OptionalLong pid) {}
