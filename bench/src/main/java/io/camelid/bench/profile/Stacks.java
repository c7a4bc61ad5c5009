package io.camelid.bench.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Sampled stacks with their weight, in a unit of the profiler's: only shares of the whole mean anything. */
public final class Stacks {
    /** @param frames from the thread's first to the one that was running */
    record Stack(List<String> frames, long weight) {
        String leaf() {
            return frames.get(frames.size() - 1);
        }
    }

    private final List<Stack> stacks;

    private Stacks(List<Stack> stacks) {
        this.stacks = stacks;
    }

    /** Reads the "collapsed" form: a line for each stack, {@code frame;frame;frame weight}. */
    static Stacks parse(List<String> lines) {
        List<Stack> stacks = new ArrayList<>();
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                stacks.add(new Stack(
                        List.of(line.substring(0, space).split(";")), Long.parseLong(line.substring(space + 1))));
            }
        }
        return new Stacks(stacks);
    }

    long weight() {
        return stacks.stream().mapToLong(Stack::weight).sum();
    }

    Stacks only(Predicate<Stack> condition) {
        return new Stacks(stacks.stream().filter(condition).toList());
    }

    /** The share of the whole, 0 to 1, that each name stands for; the largest first. */
    Map<String, Double> shares(Function<Stack, Optional<String>> name) {
        Map<String, Long> weights = new HashMap<>();
        for (Stack stack : stacks) {
            name.apply(stack).ifPresent(text -> weights.merge(text, stack.weight, Long::sum));
        }
        return sorted(weights);
    }

    /** The share of the whole in which each such frame was on the stack, itself or what it called. */
    Map<String, Double> inclusive(Predicate<String> frames) {
        Map<String, Long> weights = new HashMap<>();
        for (Stack stack : stacks) {
            for (String frame : new HashSet<>(stack.frames)) {
                if (frames.test(frame)) {
                    weights.merge(frame, stack.weight, Long::sum);
                }
            }
        }
        return sorted(weights);
    }

    private Map<String, Double> sorted(Map<String, Long> weights) {
        double all = weight();
        Map<String, Double> shares = new LinkedHashMap<>();
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> shares.put(entry.getKey(), entry.getValue() / all));
        return shares;
    }
}
