package io.camelid.gateway.internal.balance;

import io.camelid.config.SnapshotListener;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.camelid.spi.Headers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Keeps the health of every target by its id, so that it outlives a reload that leaves the target as it is. */
@Component(service = {TargetHealthBook.class, TargetRegistry.class, SnapshotListener.class})
public final class TargetHealthBook implements TargetRegistry, SnapshotListener {
    private final LongSupplier nanoTime;
    private final IntUnaryOperator draw;
    private final ConcurrentMap<String, TargetHealth> byTarget = new ConcurrentHashMap<>();

    private volatile List<Backend.Llm> inForce = List.of();

    @Activate
    public TargetHealthBook() {
        this(System::nanoTime);
    }

    public TargetHealthBook(LongSupplier nanoTime) {
        this(nanoTime, bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    /**
     * @param draw a number from 0 up to a bound, at random
     */
    TargetHealthBook(LongSupplier nanoTime, IntUnaryOperator draw) {
        this.nanoTime = nanoTime;
        this.draw = draw;
    }

    /**
     * The tries of one request.
     *
     * @param request its header fields
     */
    public Tries tries(Backend.Llm backend, Headers request) {
        return new Tries(backend, request, this::of, draw);
    }

    TargetHealth of(LlmTarget target) {
        TargetHealth known = byTarget.get(target.id());
        return known != null ? known : byTarget.computeIfAbsent(target.id(), id -> new TargetHealth(nanoTime));
    }

    @Override
    public List<TargetState> targets() {
        List<TargetState> states = new ArrayList<>();
        inForce.forEach(backend -> addStates(backend, states));
        return states;
    }

    private void addStates(Backend.Llm backend, List<TargetState> states) {
        for (int group = 0; group < backend.groups().size(); group++) {
            for (LlmTarget target : backend.groups().get(group).targets()) {
                states.add(of(target).state(target, backend.key(), group));
            }
        }
    }

    @Override
    public boolean reset(String targetId) {
        TargetHealth health = byTarget.get(targetId);
        if (health != null) {
            health.reset();
        }
        return health != null;
    }

    @Override
    public void activated(RoutingSnapshot current) {
        inForce = current.backends().values().stream()
                .filter(Backend.Llm.class::isInstance)
                .map(Backend.Llm.class::cast)
                .sorted(Comparator.comparing(Backend.Llm::key))
                .toList();
    }

    /** Targets that no request can reach any more need no health. */
    @Override
    public void retired(RoutingSnapshot previous) {
        Set<String> present = inForce.stream()
                .flatMap(backend -> backend.targets().stream())
                .map(LlmTarget::id)
                .collect(Collectors.toSet());
        byTarget.keySet().retainAll(present);
    }
}
