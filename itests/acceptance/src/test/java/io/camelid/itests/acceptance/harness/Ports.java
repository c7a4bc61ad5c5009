package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports to listen on. */
public final class Ports {
    // Below what kernels hand out to outgoing connections, so that nothing takes it between the look and its use.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int LOOPBACK_ADDRESSES = 99;

    private Ports() {}

    /** So many ports that nobody listens on now. */
    public static Set<Integer> free(int count) {
        Set<Integer> ports = new HashSet<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (canBind(new InetSocketAddress(port))) {
                ports.add(port);
            }
        }
        return ports;
    }

    /**
     * A loopback address on which a certain port is free, for servers that stand for others: 127.0.0.1, or
     * where that is taken (a real Ollama, say) a neighbour of it. Empty if this process may not bind it at all.
     */
    public static Optional<InetAddress> addressFor(int port) throws IOException {
        for (int last = 1; last <= LOOPBACK_ADDRESSES; last++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
            if (canBind(new InetSocketAddress(address, port))) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
