package io.camelid.bench.profile;

import io.camelid.bench.report.Table;
import java.util.Map;
import java.util.Optional;

/** Shows sampled stacks as tables, scaled to one request. */
public final class ProfileTables {
    private static final int ROWS = 30;

    private ProfileTables() {}

    /** @param cpuMicros of one request, which the samples are a picture of */
    public static String cpu(Stacks stacks, double cpuMicros) {
        return "Whose work it is (the nearest caller that is not the JDK), µs of a request\n\n"
                + owners(stacks, cpuMicros)
                + "\nSystem calls, µs of a request with all the kernel does for them\n\n"
                + table("system call", stacks.shares(Frames::systemCall), cpuMicros)
                + "\nMethods of ours with what they call, µs of a request\n\n"
                + table("method", stacks.inclusive(Frames::isOurs), cpuMicros)
                + "\nCamel's methods with what they call outside of ours, µs of a request\n\n"
                + table(
                        "method",
                        stacks.only(stack -> Frames.owner(stack).equals("org.apache.camel"))
                                .inclusive(Frames::isCamel),
                        cpuMicros * share(stacks, "org.apache.camel"))
                + "\nWhere it is spent, µs of a request (Java and JVM only)\n\n"
                + table(
                        "frame",
                        stacks.shares(stack -> Frames.isKernel(stack) ? Optional.empty() : Optional.of(stack.leaf())),
                        cpuMicros);
    }

    /** @param requests during the sampling */
    public static String allocation(Stacks stacks, long requests) {
        double bytes = (double) stacks.weight() / requests;
        return String.format("%,.0f bytes allocated a request%n%n", bytes)
                + "By whom (the nearest caller that is not the JDK), bytes of a request\n\n"
                + table("owner", stacks.shares(stack -> Optional.of(Frames.owner(stack))), bytes)
                + "\nOf what, bytes of a request\n\n"
                + table("class", stacks.shares(stack -> Optional.of(stack.leaf())), bytes)
                + "\nMethods of ours with what they call, bytes of a request\n\n"
                + table("method", stacks.inclusive(Frames::isOurs), bytes);
    }

    private static double share(Stacks stacks, String owner) {
        return stacks.shares(stack -> Optional.of(Frames.owner(stack))).getOrDefault(owner, 0.0);
    }

    private static Table owners(Stacks stacks, double scale) {
        Map<String, Double> all = stacks.shares(stack -> Optional.of(Frames.owner(stack)));
        Map<String, Double> kernel =
                stacks.shares(stack -> Frames.isKernel(stack) ? Optional.of(Frames.owner(stack)) : Optional.empty());
        Map<String, Double> java =
                stacks.shares(stack -> Frames.isJava(stack) ? Optional.of(Frames.owner(stack)) : Optional.empty());
        Table table = new Table("owner", "all", "kernel", "Java", "JVM and C");
        all.forEach((owner, share) -> {
            double inKernel = kernel.getOrDefault(owner, 0.0);
            double inJava = java.getOrDefault(owner, 0.0);
            table.add(owner, share * scale, inKernel * scale, inJava * scale, (share - inKernel - inJava) * scale);
        });
        return table;
    }

    private static Table table(String what, Map<String, Double> shares, double scale) {
        Table table = new Table(what, "a request", "share");
        shares.entrySet().stream()
                .limit(ROWS)
                .forEach(entry -> table.add(
                        Frames.readable(entry.getKey()),
                        entry.getValue() * scale,
                        Math.round(entry.getValue() * 1000) / 10.0 + "%"));
        return table;
    }
}
