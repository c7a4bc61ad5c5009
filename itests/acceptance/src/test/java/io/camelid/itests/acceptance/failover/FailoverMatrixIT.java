package io.camelid.itests.acceptance.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camelid.itests.acceptance.failover.Caller.Outcome;
import io.camelid.itests.acceptance.failover.Position.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way to fail, at every position of the document's Backend, before clients of two APIs, streamed and not. What comes of
 * it is the table in {@code docs/failover.md}; {@code -Dcamelid.golden.write=true} writes it anew.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverMatrixIT {
    private static final Pattern FAILURES =
            Pattern.compile("(?m)^camelid_target_attempts_total\\{([^}]*outcome=\"failure\"[^}]*)\\} (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private static final String WARM_UP = "warm-up";
    private static final int WARM_UP_REQUESTS = 20;

    private static final Set<Case> PATIENT = ConcurrentHashMap.newKeySet();
    private static final Map<Case, Outcome> OUTCOMES = new LinkedHashMap<>();

    private static final Map<Fault, Map<Case, Future<Outcome>>> RUNNING = new EnumMap<>(Fault.class);

    private static FailoverBed bed;
    private static ExecutorService clients;

    @BeforeAll
    static void start() throws Exception {
        bed = new FailoverBed("failover-matrix");
        for (Fault fault : Fault.values()) {
            for (Case each : cases(fault)) {
                bed.backend(each);
                if (each.patient().isPresent()) {
                    bed.backend(each.patient().get());
                }
            }
        }
        bed.backend(WARM_UP).start();
        for (Caller caller : Caller.values()) {
            for (int i = 0; i < WARM_UP_REQUESTS; i++) {
                caller.ask(bed.gateway().http(), "/" + WARM_UP, "");
            }
        }
        clients = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() throws Exception {
        if (clients != null) {
            clients.shutdownNow();
        }
        if (bed != null) {
            bed.close();
        }
    }

    private static List<Case> cases(Fault fault) {
        return Arrays.stream(Caller.values())
                .filter(caller -> caller.isStream() || !fault.isAfterContent())
                .flatMap(caller -> Arrays.stream(Position.values()).map(position -> Case.of(fault, caller, position)))
                .toList();
    }

    @Order(1)
    @ParameterizedTest
    @EnumSource
    void aProviderFails(Fault fault) throws Exception {
        if (!RUNNING.containsKey(fault)) {
            // Who waits for silence to end has time for others.
            Arrays.stream(Fault.values())
                    .filter(other -> other == fault || other.isEndless() && fault.isEndless())
                    .forEach(FailoverMatrixIT::begin);
        }
        Map<Case, Outcome> outcomes = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Case, Future<Outcome>> each : RUNNING.get(fault).entrySet()) {
            try {
                outcomes.put(each.getKey(), each.getValue().get());
            } catch (ExecutionException failed) {
                wrong.add(each.getKey().caller() + ", " + each.getKey().position() + ": " + failed.getCause());
            }
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
        OUTCOMES.putAll(outcomes);
    }

    private static void begin(Fault fault) {
        Map<Case, Future<Outcome>> cases = new LinkedHashMap<>();
        for (Case each : cases(fault)) {
            cases.put(each, clients.submit(() -> run(each)));
        }
        RUNNING.put(fault, cases);
    }

    /** Time is limited by nature where silence is the fault; a busy machine makes those slow as well who are well. */
    private static Outcome run(Case hurried) throws Exception {
        try {
            return hurried.run(bed.gateway().http());
        } catch (AssertionError tooSlow) {
            if (hurried.patient().isEmpty()) {
                throw tooSlow;
            }
            PATIENT.add(hurried);
            return hurried.patient().get().run(bed.gateway().http());
        }
    }

    @Order(2)
    @Test
    void whatIsTheProvidersFaultCountsAndWhatIsTheCallersDoesNot() throws Exception {
        Map<String, Double> failures = new TreeMap<>();
        Matcher line = FAILURES.matcher(bed.gateway().admin().get("/metrics").body());
        while (line.find()) {
            Map<String, String> labels = new TreeMap<>();
            Matcher label = LABEL.matcher(line.group(1));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
            failures.put(labels.get("backend") + " " + labels.get("target"), Double.valueOf(line.group(2)));
        }
        for (Case hurried : OUTCOMES.keySet()) {
            Case each = PATIENT.contains(hurried) ? hurried.patient().orElseThrow() : hurried;
            double sum = 0;
            for (Entry entry : Entry.values()) {
                double counted = failures.get(FailoverBed.NAMESPACE + "/" + each.name() + " " + entry.provider());
                assertTrue(counted == 0 || each.position().failing().contains(entry), () -> each + " " + entry);
                sum += counted;
            }
            int tried = OUTCOMES.get(hurried).attempts();
            int failed = each.fault().isCallers()
                    ? 0
                    : each.fault().isAfterContent() || each.position() == Position.ALL ? tried : tried - 1;
            assertEquals(failed, sum, each::toString);
        }
    }

    @Order(3)
    @Test
    void thePageShowsWhatHappened() throws Exception {
        assumeTrue(
                Arrays.stream(Fault.values())
                        .allMatch(fault -> OUTCOMES.keySet().containsAll(cases(fault))),
                "not all cases have been run");
        GeneratedSection.verify(FailoverMatrixIT.class, FailoverTable.markdown(OUTCOMES));
    }
}
