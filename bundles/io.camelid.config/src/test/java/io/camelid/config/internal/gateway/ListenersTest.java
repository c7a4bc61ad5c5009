package io.camelid.config.internal.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.internal.FakeProvider;
import io.camelid.config.internal.Manifests;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.snapshot.Listener;
import io.camelid.testkit.tls.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listeners' conditions, conflicts and certificates. */
class ListenersTest {
    private static String valid;
    private static String rsa;
    private static String expired;
    private static String mismatched;

    @BeforeAll
    static void certificates(@TempDir Path folder) throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.issue("valid", "dns:a.test,dns:*.wild.test");
        certificates.issue("rsa", "dns:a.test", "RSA", "-1H");
        certificates.issue("expired", "dns:a.test", "EC", "-9d");
        valid = secret("valid", certificates.certificate("valid"), certificates.key("valid"));
        rsa = secret("rsa", certificates.certificate("rsa"), certificates.key("rsa"));
        expired = secret("expired", certificates.certificate("expired"), certificates.key("expired"));
        mismatched = secret("mismatched", certificates.certificate("valid"), certificates.key("expired"))
                + secret("otherkind", certificates.certificate("valid"), certificates.key("rsa"))
                + secret("nocert", "x", certificates.key("valid"))
                + secret("nokey", certificates.certificate("valid"), "y");
    }

    private static String secret(String name, String chain, String key) {
        Base64.Encoder base64 = Base64.getEncoder();
        return "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: " + name + ", namespace: ns}\n"
                + "data:\n  tls.crt: " + base64.encodeToString(chain.getBytes(StandardCharsets.US_ASCII))
                + "\n  tls.key: " + base64.encodeToString(key.getBytes(StandardCharsets.US_ASCII)) + "\n---\n";
    }

    private static String gatewayOf(String name, String created, String members, String... listeners) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: " + name
                + ", namespace: ns, creationTimestamp: '" + created + "T00:00:00Z'}\nspec: {gatewayClassName: camelid, "
                + members + "listeners: [" + String.join(", ", listeners) + "]}\n---\n";
    }

    private static String gateway(String... listeners) {
        return gatewayOf("gw", "2026-01-01", "", listeners);
    }

    private static String http(String name, int port, String members) {
        return "{name: " + name + ", port: " + port + ", protocol: HTTP" + members + "}";
    }

    private static String https(String name, int port, String members, String... secrets) {
        String references =
                Arrays.stream(secrets).map(secret -> "{name: " + secret + "}").collect(Collectors.joining(", "));
        return "{name: " + name + ", port: " + port + ", protocol: HTTPS, tls: {certificateRefs: [" + references + "]}"
                + members + "}";
    }

    private static Manifests compile(String... documents) {
        return Manifests.compile(
                List.of(Manifests.parse("test.yaml", String.join("", documents))),
                List.of(FakeProvider.openai()),
                Instant.now());
    }

    private static Map<String, Object> listener(Manifests compiled, String gateway, String name) {
        List<?> listeners =
                (List<?>) compiled.status("Gateway", "ns", gateway).status().get("listeners");
        return listeners.stream()
                .map(listener -> Fields.membersOf(listener).orElseThrow())
                .filter(listener -> name.equals(listener.get("name")))
                .findFirst()
                .orElseThrow();
    }

    /** {@code status reason: message} of a listener's condition. */
    private static String condition(Manifests compiled, String gateway, String name, String type) {
        return ((List<?>) listener(compiled, gateway, name).get("conditions"))
                .stream()
                        .map(condition -> Fields.membersOf(condition).orElseThrow())
                        .filter(condition -> type.equals(condition.get("type")))
                        .map(condition -> condition.get("status") + " " + condition.get("reason") + ": "
                                + condition.get("message"))
                        .findFirst()
                        .orElse("none");
    }

    private static List<String> serving(Manifests compiled) {
        return compiled.snapshot().listeners().stream()
                .map(listener -> listener.gateway().name() + "/" + listener.name())
                .toList();
    }

    @Test
    void httpsListenersCarryTheirCertificates() {
        Manifests compiled = compile(valid, rsa, gateway(https("a", 8443, ", hostname: a.test", "valid", "rsa")));
        Listener listener = compiled.snapshot().listeners().get(0);
        assertTrue(listener.isSecure());
        assertEquals(
                List.of(List.of("a.test", "*.wild.test"), List.of("a.test")),
                listener.certificates().stream()
                        .map(Listener.Certificate::names)
                        .toList());
        assertTrue(
                listener.certificates().get(0).expires().isAfter(Instant.now().plus(1, ChronoUnit.DAYS)));
        assertFalse(listener.toString().contains("PRIVATE"), listener::toString);
        assertEquals("True ResolvedRefs: No errors found", condition(compiled, "gw", "a", "ResolvedRefs"));
        assertEquals(
                List.of(),
                compiled.problems().stream()
                        .filter(problem -> !problem.contains("not open yet"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nocert     | secret ns/nocert: tls.crt is no PEM certificate chain",
                "nokey      | secret ns/nokey: tls.key is no unencrypted PEM private key",
                "mismatched | secret ns/mismatched: tls.key is not the key of the first certificate in tls.crt",
                "otherkind  | secret ns/otherkind: tls.key is not the key of the first certificate in tls.crt",
                "none       | secret ns/none not found",
            })
    void whatIsWrongWithACertificateIsSaidAndTheOthersServe(String secret, String message) {
        Manifests compiled = compile(
                valid,
                mismatched,
                gateway(https("bad", 8443, "", secret), https("half", 8444, "", secret, "valid"), http("h", 80, "")));
        assertEquals("False InvalidCertificateRef: " + message, condition(compiled, "gw", "bad", "ResolvedRefs"));
        assertEquals("False InvalidCertificateRef: " + message, condition(compiled, "gw", "half", "ResolvedRefs"));
        assertEquals(List.of("gw/half", "gw/h"), serving(compiled));
        assertEquals(1, compiled.snapshot().listeners().get(0).certificates().size());
        compiled.problems().forEach(problem -> assertFalse(problem.contains("PRIVATE"), problem));
    }

    @Test
    void expiredAndMisnamedCertificatesAreServedWithAWarning() {
        Manifests compiled = compile(
                valid,
                expired,
                gateway(
                        https("old", 8443, ", hostname: a.test", "expired"),
                        https("other", 8444, ", hostname: b.test", "valid")));
        assertEquals(List.of("gw/old", "gw/other"), serving(compiled));
        assertEquals("True ResolvedRefs: No errors found", condition(compiled, "gw", "old", "ResolvedRefs"));
        String problems = String.join("\n", compiled.problems());
        assertTrue(problems.contains("listener old: the certificate in secret ns/expired has expired: "), problems);
        assertTrue(
                problems.contains(
                        "listener other: the certificate in secret ns/valid is not for b.test but for [a.test, *.wild.test]"),
                problems);
    }

    @Test
    void certificatesOfOtherNamespacesNeedAGrant() {
        String foreign = valid.replace("namespace: ns", "namespace: certs");
        String gateway =
                gateway(https("a", 8443, "", "valid").replace("{name: valid}", "{name: valid, namespace: certs}"));
        assertTrue(
                condition(compile(foreign, gateway), "gw", "a", "ResolvedRefs").startsWith("False RefNotPermitted"));
        String grant =
                """
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: ReferenceGrant
                metadata: {name: g, namespace: certs}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: ns}]
                  to: [{group: '', kind: Secret}]
                ---
                """;
        assertEquals(List.of("gw/a"), serving(compile(foreign, gateway, grant)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP | HTTP  | HostnameConflict",
                "HTTP | http  | HostnameConflict",
                "HTTP | HTTPS | ProtocolConflict",
            })
    void noneOfAGatewaysConflictingListenersServes(String one, String other, String reason) {
        String first = http("one", 80, "");
        String second = other.equals("HTTPS") ? https("two", 80, ", hostname: a.test", "valid") : http("two", 80, "");
        Manifests compiled = compile(
                valid,
                gateway(first.replace("HTTP", one), second.replace("HTTP}", other + "}"), http("three", 81, "")));
        assertEquals(List.of("gw/three"), serving(compiled));
        for (String name : List.of("one", "two")) {
            assertTrue(condition(compiled, "gw", name, "Conflicted").startsWith("True " + reason + ": listener "));
            assertTrue(condition(compiled, "gw", name, "Accepted").startsWith("False " + reason));
            assertTrue(condition(compiled, "gw", name, "Programmed").startsWith("False Invalid"));
        }
        assertEquals("False NoConflicts: No conflicts found", condition(compiled, "gw", "three", "Conflicted"));
        String accepted = compiled.status("Gateway", "ns", "gw")
                .status()
                .get("conditions")
                .toString();
        assertTrue(accepted.contains("reason=ListenersNotValid, message=listeners [one, two] are not valid"), accepted);
    }

    @Test
    void theOlderGatewayKeepsItsPortAndBothAreTold() {
        Manifests compiled = compile(
                valid,
                gatewayOf("a-newer", "2026-02-02", "", http("h", 443, "")),
                gatewayOf("b-older", "2026-01-01", "", https("s", 443, "", "valid")));
        assertEquals(List.of("b-older/s"), serving(compiled));
        assertEquals(
                "True ProtocolConflict: port 443 has protocol HTTPS by listener s of Gateway ns/b-older",
                condition(compiled, "a-newer", "h", "Conflicted"));
        assertTrue(
                compiled.problems()
                        .contains(
                                "listener s keeps port 443, which listener h of Gateway ns/a-newer wants for protocol HTTP"),
                compiled.problems()::toString);
    }

    /** Else a bad rotation of the older one's certificate would open its port to plaintext. */
    @Test
    void aPortIsKeptEvenWithoutACertificate() {
        Manifests compiled = compile(
                gatewayOf("older", "2026-01-01", "", https("s", 443, "", "gone")),
                gatewayOf("newer", "2026-02-02", "", http("h", 443, "")));
        assertEquals(List.of(), serving(compiled));
    }

    @Test
    void gatewaysShareAPortOfOneProtocol() {
        Manifests compiled = compile(
                valid,
                gatewayOf("one", "2026-01-01", "", https("s", 443, ", hostname: a.test", "valid")),
                gatewayOf("two", "2026-01-02", "", https("s", 443, ", hostname: b.wild.test", "valid")));
        assertEquals(List.of("one/s", "two/s"), serving(compiled));
        assertEquals("none", condition(compiled, "two", "s", "OverlappingTLSConfig"));
    }

    @Test
    void overlappingHostnamesAreShown() {
        Manifests compiled = compile(
                valid,
                gateway(
                        https("exact", 443, ", hostname: x.wild.test", "valid"),
                        https("wild", 443, ", hostname: '*.wild.test'", "valid"),
                        https("alone", 443, ", hostname: a.test", "valid"),
                        http("plain", 80, ", hostname: '*.wild.test'")));
        for (String name : List.of("exact", "wild")) {
            assertTrue(condition(compiled, "gw", name, "OverlappingTLSConfig").startsWith("True OverlappingHostnames"));
        }
        assertEquals("none", condition(compiled, "gw", "alone", "OverlappingTLSConfig"));
        assertEquals("none", condition(compiled, "gw", "plain", "OverlappingTLSConfig"));
        assertEquals(4, compiled.snapshot().listeners().size());
    }

    @Test
    void routesCountOnListenersThatCannotServe() {
        Manifests compiled = compile(
                gateway(https("s", 443, "", "gone"), http("h", 80, ", hostname: b.test")),
                "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: ns}\n"
                        + "spec: {parentRefs: [{name: gw}], hostnames: [a.test], rules: [{}]}\n");
        assertEquals(1, listener(compiled, "gw", "s").get("attachedRoutes"));
        assertEquals(0, listener(compiled, "gw", "h").get("attachedRoutes"));
        assertEquals(Map.of(), compiled.snapshot().rules());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{default: {validation: {caCertificateRefs: [{name: ca}]}}} | ''",
                "{default: {}, perPort: [{port: 443, tls: {validation: {caCertificateRefs: [{name: ca}]}}}]} | gw/other",
                "{default: {validation: {}}, perPort: [{port: 444, tls: {}}]} | gw/other",
            })
    void listenersThatWantClientCertificatesAreRefused(String frontend, String serves) {
        Manifests compiled = compile(
                valid,
                gatewayOf(
                        "gw",
                        "2026-01-01",
                        "tls: {frontend: " + frontend + "}, ",
                        https("s", 443, "", "valid"),
                        https("other", 444, "", "valid"),
                        http("h", 80, "")));
        assertTrue(
                condition(compiled, "gw", "s", "Accepted").startsWith("False UnsupportedValue: spec.tls.frontend: "));
        assertEquals(serves.isEmpty() ? List.of("gw/h") : List.of(serves, "gw/h"), serving(compiled));
    }

    @Test
    void noKindsAreAllKinds() {
        Manifests compiled = compile(
                gateway(http("h", 80, ", allowedRoutes: {kinds: []}"), "{name: t, port: 81, protocol: TCP}"),
                "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: ns}\n"
                        + "spec: {parentRefs: [{name: gw, sectionName: h}], rules: [{}]}\n");
        assertEquals(1, listener(compiled, "gw", "h").get("attachedRoutes"));
        assertEquals(
                List.of(Map.of("group", "gateway.networking.k8s.io", "kind", "HTTPRoute")),
                listener(compiled, "gw", "h").get("supportedKinds"));
        assertEquals(List.of(), listener(compiled, "gw", "t").get("supportedKinds"));
        assertTrue(condition(compiled, "gw", "t", "Accepted").startsWith("False UnsupportedProtocol"));
    }
}
