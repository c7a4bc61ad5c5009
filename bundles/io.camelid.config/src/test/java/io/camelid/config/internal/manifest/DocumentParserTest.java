package io.camelid.config.internal.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.SourceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentParserTest {
    private static SourceContent parse(String location, String text) {
        return new DocumentParser().parse("directory", location, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Object value(String yaml) {
        SourceContent content = parse("a.yaml", "apiVersion: v1\nkind: X\nmetadata: {name: x}\nvalue: " + yaml);
        assertEquals(List.of(), content.problems());
        return content.objects().get(0).content().get("value");
    }

    private static void assertBroken(int line, String text) {
        SourceContent content = parse("a.yaml", text);
        assertEquals(List.of(), content.objects());
        assertEquals(1, content.problems().size());
        assertEquals(line, content.problems().get(0).origin().line());
        assertEquals("a.yaml", content.problems().get(0).origin().location());
    }

    @Test
    void documentsKnowWhereTheyBegin() {
        SourceContent content = parse(
                "sub/a.yaml",
                """
                # a comment
                ---
                apiVersion: v1
                kind: Secret
                metadata:
                  name: one
                ---
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: two, generation: 7, creationTimestamp: "2026-01-02T03:04:05Z"}
                """);
        assertEquals(List.of(), content.problems());
        KubernetesObject one = content.objects().get(0);
        assertEquals(new ObjectKey("", "Secret", "default", "one"), one.key());
        assertEquals("default", ((Map<?, ?>) one.content().get("metadata")).get("namespace"));
        assertEquals("sub/a.yaml:3", one.origin().toString());
        assertEquals(1, one.generation());
        KubernetesObject two = content.objects().get(1);
        assertEquals(new ObjectKey("gateway.networking.k8s.io", "GatewayClass", "", "two"), two.key());
        assertEquals(9, two.origin().line());
        assertEquals(7, two.generation());
        assertEquals("2026-01-02T03:04:05Z", two.created().orElseThrow().toString());
    }

    @Test
    void listsAreUnfolded() {
        String yaml =
                """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Secret
                  metadata: {name: a}
                - apiVersion: v1
                  kind: Service
                  metadata: {name: b}
                """;
        assertEquals(
                List.of("a.yaml:4", "a.yaml:7"),
                parse("a.yaml", yaml).objects().stream()
                        .map(object -> object.origin().toString())
                        .toList());
        String json =
                """
                {"apiVersion": "v1", "kind": "SecretList", "metadata": {"items": [1]}, "items": [
                \t{"metadata": {"name": "a"}},
                \t{"metadata": {"name": "b"}}
                ]}
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "c"}}
                """;
        SourceContent content = parse("a.json", json);
        assertEquals(List.of(), content.problems());
        assertEquals(
                List.of("Secret default/a (a.json:2)", "Secret default/b (a.json:3)", "Secret default/c (a.json:5)"),
                content.objects().stream().map(KubernetesObject::toString).toList());
        assertEquals(
                List.of(),
                parse("e.yaml", "apiVersion: v1\nkind: List\nitems: []\n").problems());
    }

    @Test
    void scalarsAreWhatKubectlMakesOfThem() {
        assertEquals("2023-06-01", value("2023-06-01"));
        assertEquals("12:30", value("12:30"));
        assertEquals("0644", value("0644"));
        assertEquals(8080L, value("8080"));
        assertEquals(255L, value("0xff"));
        assertEquals(-1.5, value("-1.5"));
        assertEquals(true, value("yes"));
        assertEquals(false, value("OFF"));
        assertEquals("yes", value("\"yes\""));
        assertEquals(null, value("~"));
        assertEquals("<no value>", value("<no value>"));
        assertEquals(1e30, value("1000000000000000000000000000000"));
        assertEquals(Map.of("on", "x", "1", "y"), value("{on: x, 1: y}"));
    }

    @Test
    void anchorsAndMergeKeysWork() {
        assertEquals(
                Map.of("base", Map.of("a", 1L, "b", 2L), "derived", Map.of("a", 1L, "b", 3L)),
                value("{base: &base {a: 1, b: 2}, derived: {<<: *base, b: 3}}"));
    }

    @Test
    void contentCannotBeChanged() {
        @SuppressWarnings("unchecked")
        Map<String, Object> map = (Map<String, Object>) value("{a: [1]}");
        assertThrows(UnsupportedOperationException.class, () -> map.put("b", 1));
        assertThrows(UnsupportedOperationException.class, () -> ((List<?>) map.get("a")).remove(0));
    }

    @Test
    void brokenTextIsReportedWithItsLineAndNothingOfItIsUsed() {
        assertBroken(5, "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n bad: [\n");
        assertBroken(4, "apiVersion: v1\nkind: X\nmetadata: {name: a}\nvalue: {a: 1, a: 2}\n");
        assertBroken(6, "apiVersion: v1\nkind: X\nmetadata: {name: a}\n---\nkind: Y\n\tname: tab\n");
        assertBroken(2, "a: b\nc: *nowhere\n");
        assertBroken(2, "a: b\nc: \"cut in the mid");
        assertBroken(2, "a: b\nc: \u0007\n");
        SourceContent json = parse("a.json", "{\"kind\": \"X\",\n \"a\": }");
        assertEquals("a.json:2", json.problems().get(0).origin().toString());
        assertEquals("not JSON", json.problems().get(0).message());
        assertEquals(1, parse("a.json", "{\"a\": 1, \"a\": 2}").problems().size());
    }

    @Test
    void problemsDoNotQuoteTheFile() {
        for (String text : List.of(
                "stringData:\n  key: sk-secret: x", "a: 'sk-secret", "? [sk-secret\n: x", "{\"sk-secret\": x}")) {
            for (String location : List.of("a.yaml", "a.json")) {
                for (Problem problem : parse(location, text).problems()) {
                    assertFalse(problem.message().contains("sk-secret"), problem::message);
                }
            }
        }
    }

    @Test
    void documentsWithoutIdentityAreProblemsOfTheirOwn() {
        SourceContent content = parse(
                "a.yaml",
                """
                just text
                ---
                kind: X
                metadata: {name: a}
                ---
                apiVersion: v1
                metadata: {name: a}
                ---
                apiVersion: v1
                kind: X
                ---
                apiVersion: v1
                kind: X
                metadata: {name: "../../etc"}
                ---
                apiVersion: v1
                kind: X
                metadata: {name: good}
                """);
        assertEquals(1, content.objects().size());
        assertEquals(
                List.of(1, 3, 6, 9, 12),
                content.problems().stream()
                        .map(problem -> problem.origin().line())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: "})
    void deepNestingIsRefused(String opening) {
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            assertBroken(1, "a: " + opening.repeat(500) + "x" + (opening.equals("[") ? "]" : "}").repeat(500));
            assertBroken(0, "a: " + opening.repeat(100_000));
        });
    }

    @Test
    void exponentialAliasesAreRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int level = 1; level < 40; level++) {
            text.append("a%d: &a%d [*a%d, *a%d]%n".formatted(level, level, level - 1, level - 1));
        }
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            SourceContent content = parse("a.yaml", text.toString());
            assertTrue(content.objects().isEmpty());
            assertTrue(content.problems().get(0).message().contains("more than"));
        });
    }

    @Test
    void longLinesAreRefusedBeforeTheyCostTime() {
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> assertBroken(2, "a: b\n# " + "x".repeat(9 << 20)));
        assertEquals(1 << 19, ((String) value("x".repeat(1 << 19))).length());
    }

    @Test
    void selfReferenceIsRefused() {
        assertEquals(1, parse("a.yaml", "a: &a [*a]").problems().size());
    }

    @Test
    void sizeAndEncodingAreChecked() {
        byte[] large = "# ".repeat(6 << 20).getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "larger than 10 MiB",
                new DocumentParser()
                        .parse("s", "a.yaml", large)
                        .problems()
                        .get(0)
                        .message());
        byte[] latin = "a: é".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                "not UTF-8 text",
                new DocumentParser()
                        .parse("s", "a.yaml", latin)
                        .problems()
                        .get(0)
                        .message());
        assertEquals(
                List.of(),
                parse("a.yaml", "\uFEFFapiVersion: v1\nkind: X\nmetadata: {name: a}")
                        .problems());
        assertEquals(SourceContent.EMPTY, parse("a.yaml", ""));
        assertEquals(SourceContent.EMPTY, parse("a.json", " \n"));
    }

    @ParameterizedTest
    @CsvSource({"10", "100", "200", "300", "400"})
    void everyCutEndsInObjectsOrProblemsNeverInAnException(int step) {
        String text =
                """
                apiVersion: gateway.kgateway.dev/v1alpha1
                kind: Backend
                metadata:
                  name: openai
                spec:
                  type: AI
                  ai:
                    llm:
                      openai: {authToken: {kind: SecretRef, secretRef: {name: "openai-secret"}}, model: "gpt-4"}
                """;
        for (int cut = step % 10; cut < text.length(); cut += 1 + step / 100) {
            parse("a.yaml", text.substring(0, cut));
        }
    }
}
