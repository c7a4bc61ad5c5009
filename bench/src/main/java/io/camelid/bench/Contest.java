package io.camelid.bench;

import io.camelid.bench.proxy.Target;
import io.camelid.bench.proxy.Wrk;
import io.camelid.bench.report.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Load on several targets in rounds: in each every contender is measured once, in turning order, and compared with its rival of
 * the same round.
 */
final class Contest {
    /**
     * @param load what is sent to it
     * @param rival the name of whom it is compared with; empty for none
     */
    record Contender(Target target, Wrk load, String rival) {
        String name() {
            return target.name();
        }
    }

    private final Bed bed;
    private final List<Contender> contenders;
    private final Map<String, List<Measurement>> measured = new LinkedHashMap<>();

    Contest(Bed bed, List<Contender> contenders) {
        this.bed = bed;
        this.contenders = List.copyOf(contenders);
    }

    List<Contender> contenders() {
        return contenders;
    }

    /** @param requests that a contender is warmed up with */
    void warmUp(Contender contender, long requests) {
        measured.put(contender.name(), new ArrayList<>());
        Measurement.warmUp(
                bed, contender.load(), contender.target(), bed.options().connections(), requests);
    }

    /** @param afterRound run after each round */
    void run(Runnable afterRound) {
        Options options = bed.options();
        for (int round = 0; round < options.rounds(); round++) {
            List<Contender> order = new ArrayList<>(contenders);
            Collections.rotate(order, round / 2);
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Contender contender : order) {
                measured.get(contender.name())
                        .add(Measurement.of(
                                bed, contender.load(), contender.target(), options.connections(), options.seconds()));
            }
            afterRound.run();
        }
    }

    Samples samples(Contender contender, ToDoubleFunction<Measurement> figure) {
        return Samples.of(measured.get(contender.name()).stream()
                .map(figure::applyAsDouble)
                .toList());
    }

    /** A contender's figure by its rival's, round by round; nothing where it has none. */
    Samples ratios(Contender contender, ToDoubleFunction<Measurement> figure) {
        Samples ratios = new Samples();
        if (!contender.rival().isEmpty()) {
            List<Measurement> own = measured.get(contender.name());
            List<Measurement> rival = measured.get(contender.rival());
            for (int round = 0; round < own.size(); round++) {
                ratios.add(figure.applyAsDouble(own.get(round)) / figure.applyAsDouble(rival.get(round)));
            }
        }
        return ratios;
    }

    long errors(Contender contender) {
        return measured.get(contender.name()).stream()
                .mapToLong(measurement -> measurement.load().errors())
                .sum();
    }
}
