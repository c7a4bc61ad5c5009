package io.camelid.config.internal.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.RequestHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whole manifests (listeners with hostnames, routes with parentRefs and hostnames) against the
 * specification put down in the plainest words, from the manifest to the rule that is found.
 */
class RouteAttachmentPropertyTest {
    record Door(int port, Optional<String> hostname) {}

    record Parent(Optional<Integer> section, Optional<Integer> port) {}

    record Road(List<Parent> parents, List<String> hostnames, List<String> paths) {}

    record World(List<Door> doors, List<Road> roads) {
        String yaml() {
            StringBuilder yaml = new StringBuilder("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n"
                    + "metadata: {name: gw}\nspec:\n  gatewayClassName: camelid\n  listeners:\n");
            for (int index = 0; index < doors.size(); index++) {
                Door door = doors.get(index);
                yaml.append("  - {name: l" + index + ", protocol: HTTP, port: " + door.port()
                        + door.hostname()
                                .map(name -> ", hostname: '" + name + "'")
                                .orElse("") + "}\n");
            }
            for (int index = 0; index < roads.size(); index++) {
                Road road = roads.get(index);
                yaml.append("---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r" + index
                        + "}\nspec:\n  parentRefs:\n");
                for (Parent parent : road.parents()) {
                    yaml.append("  - {name: gw"
                            + parent.section()
                                    .map(name -> ", sectionName: l" + name)
                                    .orElse("")
                            + parent.port().map(port -> ", port: " + port).orElse("") + "}\n");
                }
                yaml.append("  hostnames: ['" + String.join("', '", road.hostnames()) + "']\n");
                yaml.append("  rules:\n");
                for (String path : road.paths()) {
                    yaml.append("  - matches: [{path: {value: " + path + "}}]\n");
                }
            }
            return yaml.toString().replace("['']", "[]");
        }

        /** {@code route/rule}. */
        String expected(int port, String host, String path) {
            List<Integer> serving = IntStream.range(0, doors.size()) // of two in conflict neither serves
                    .filter(index -> Collections.frequency(doors, doors.get(index)) == 1)
                    .boxed()
                    .toList();
            Optional<String> best = serving.stream()
                    .map(doors::get)
                    .filter(door -> door.port() == port)
                    .map(door -> door.hostname().orElse(""))
                    .filter(hostname -> fits(hostname, host))
                    .min(bySpecificity());
            record Found(String hostname, String path, int road, int rule) {}
            List<Found> found = new ArrayList<>();
            for (int index : serving) {
                Door door = doors.get(index);
                if (best.isEmpty()
                        || door.port() != port
                        || !door.hostname().orElse("").equals(best.get())) {
                    continue;
                }
                for (int road = 0; road < roads.size(); road++) {
                    boolean attached = roads.get(road).parents().stream()
                            .anyMatch(parent -> parent.section()
                                            .map(section -> section == index)
                                            .orElse(true)
                                    && parent.port()
                                            .map(wanted -> wanted == port)
                                            .orElse(true));
                    List<String> hostnames = roads.get(road).hostnames();
                    for (String hostname : hostnames.isEmpty() ? List.of("") : hostnames) {
                        for (int rule = 0;
                                attached && rule < roads.get(road).paths().size();
                                rule++) {
                            String prefix = roads.get(road).paths().get(rule);
                            if (fits(hostname, host)
                                    && (path + "/").startsWith(prefix.equals("/") ? "/" : prefix + "/")) {
                                // What both ask for is what the narrower of them asks for.
                                String both =
                                        bySpecificity().compare(hostname, best.get()) <= 0 ? hostname : best.get();
                                found.add(new Found(both, prefix, road, rule));
                            }
                        }
                    }
                }
            }
            return found.stream()
                    .min(Comparator.comparing(Found::hostname, bySpecificity())
                            .thenComparing(one -> -one.path().length())
                            .thenComparing(Found::road)
                            .thenComparing(Found::rule))
                    .map(one -> "r" + one.road() + "/" + one.rule())
                    .orElse("none");
        }
    }

    private static Comparator<String> bySpecificity() {
        return Comparator.<String, Integer>comparing(name -> name.isEmpty() ? 2 : name.startsWith("*") ? 1 : 0)
                .thenComparing(name -> -name.length());
    }

    private static boolean fits(String hostname, String host) {
        return hostname.isEmpty()
                || hostname.equals(host)
                || hostname.startsWith("*.") && host.endsWith(hostname.substring(1));
    }

    @Property(tries = 300)
    void compiledManifestsAgreeWithTheSpecification(@ForAll("worlds") World world) {
        Manifests manifests = Manifests.compile(world.yaml());
        for (int port : List.of(80, 81)) {
            for (String host : List.of("a.test", "b.a.test", "c.b.a.test", "x.test", "other")) {
                for (String path : List.of("/", "/a", "/a/b", "/ab")) {
                    RequestHead request = Manifests.request(port, host, "GET", path, "", List.of());
                    assertEquals(
                            world.expected(port, host, path),
                            manifests
                                    .snapshot()
                                    .routes()
                                    .match(request)
                                    .map(match -> match.rule().route().name() + "/"
                                            + match.rule().index())
                                    .orElse("none"),
                            () -> request + "\n" + world.yaml());
                }
            }
        }
    }

    @Provide
    Arbitrary<World> worlds() {
        Arbitrary<String> host = Arbitraries.of("a.test", "b.a.test", "other", "*.a.test", "*.b.a.test", "*.test");
        Arbitrary<Door> door =
                Combinators.combine(Arbitraries.of(80, 81), host.optional(0.6)).as(Door::new);
        Arbitrary<Parent> parent = Combinators.combine(
                        Arbitraries.integers().between(0, 3).optional(0.3),
                        Arbitraries.of(80, 81).optional(0.3))
                .as(Parent::new);
        Arbitrary<Road> road = Combinators.combine(
                        parent.list().ofMinSize(1).ofMaxSize(2),
                        host.list().ofMaxSize(2).uniqueElements(),
                        Arbitraries.of("/", "/a", "/a/b").list().ofMinSize(1).ofMaxSize(2))
                .as(Road::new);
        return Combinators.combine(
                        door.list().ofMinSize(1).ofMaxSize(4),
                        road.list().ofMinSize(1).ofMaxSize(5))
                .as(World::new);
    }
}
