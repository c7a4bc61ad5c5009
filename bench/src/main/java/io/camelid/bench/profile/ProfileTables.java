package io.camelid.bench.profile;

import io.camelid.bench.report.Table;
import java.util.Map;
import java.util.Optional;

/** Shows sampled stacks as tables, scaled to one request or event. */
public final class ProfileTables {
    private static final int ROWS = 30;
    private static final String CAMEL = "org.apache.camel";

    private ProfileTables() {}

    /**
     * @param unit what the figures are for, such as "a request"
     * @param cpuMicros of one of them, which the samples are a picture of
     */
    public static String cpu(Stacks stacks, String unit, double cpuMicros) {
        String measure = "µs " + unit;
        Map<String, Double> owners = stacks.shares(stack -> Optional.of(Frames.owner(stack)));
        Stacks camel = stacks.only(stack -> Frames.owner(stack).equals(CAMEL));
        return owners(stacks, owners, measure, cpuMicros)
                + table(
                        "System call, and all the kernel does for it",
                        measure,
                        stacks.shares(Frames::systemCall),
                        cpuMicros)
                + table("Method of ours, with what it calls", measure, stacks.inclusive(Frames::isOurs), cpuMicros)
                + table(
                        "Method of Camel's, with what of its own it calls",
                        measure,
                        camel.inclusive(Frames::isCamel),
                        cpuMicros * owners.getOrDefault(CAMEL, 0.0))
                + table(
                        "Method by itself, the kernel's apart",
                        measure,
                        stacks.shares(stack -> Frames.isKernel(stack) ? Optional.empty() : Optional.of(stack.leaf())),
                        cpuMicros);
    }

    /**
     * @param unit what the figures are for
     * @param count how many of them there were during the sampling
     */
    public static String allocation(Stacks stacks, String unit, long count) {
        double bytes = (double) stacks.weight() / count;
        String measure = "bytes " + unit;
        return String.format("%,.0f %s%n%n", bytes, measure)
                + table(
                        "Whose it is: the nearest caller that is not the JDK",
                        measure,
                        stacks.shares(stack -> Optional.of(Frames.owner(stack))),
                        bytes)
                + table("Of what", measure, stacks.shares(stack -> Optional.of(stack.leaf())), bytes)
                + table("Method of ours, with what it calls", measure, stacks.inclusive(Frames::isOurs), bytes);
    }

    private static String owners(Stacks stacks, Map<String, Double> all, String measure, double scale) {
        Map<String, Double> kernel =
                stacks.shares(stack -> Frames.isKernel(stack) ? Optional.of(Frames.owner(stack)) : Optional.empty());
        Map<String, Double> java =
                stacks.shares(stack -> Frames.isJava(stack) ? Optional.of(Frames.owner(stack)) : Optional.empty());
        Table table = new Table(
                "Whose work it is: the nearest caller that is not the JDK", measure, "kernel", "Java", "JVM and C");
        all.forEach((owner, share) -> {
            double inKernel = kernel.getOrDefault(owner, 0.0);
            double inJava = java.getOrDefault(owner, 0.0);
            table.add(owner, share * scale, inKernel * scale, inJava * scale, (share - inKernel - inJava) * scale);
        });
        return table + "\n";
    }

    private static String table(String what, String measure, Map<String, Double> shares, double scale) {
        Table table = new Table(what, measure, "share");
        shares.entrySet().stream()
                .limit(ROWS)
                .forEach(entry -> table.add(
                        Frames.readable(entry.getKey()),
                        entry.getValue() * scale,
                        Math.round(entry.getValue() * 1000) / 10.0 + "%"));
        return table + "\n";
    }
}
