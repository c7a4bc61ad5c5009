package io.camelid.itests.translation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case in every direction: what is told is what its golden file has, and nothing is lost that is not declared. */
class TranslationTest {
    @TestFactory
    List<DynamicContainer> cases() throws IOException {
        List<DynamicContainer> containers = new ArrayList<>();
        for (GoldenCase golden : GoldenCase.all()) {
            containers.add(DynamicContainer.dynamicContainer(golden.name(), tests(golden)));
        }
        return containers;
    }

    private static List<DynamicTest> tests(GoldenCase golden) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Pair pair : Pair.all()) {
                if (golden.has(kind, pair)) {
                    String name = golden.name() + " " + kind.fileName() + " " + pair;
                    tests.add(DynamicTest.dynamicTest(name, () -> check(name, golden, kind, pair)));
                }
            }
        }
        assertTrue(!tests.isEmpty(), golden.name() + " says something");
        return tests;
    }

    private static void check(String name, GoldenCase golden, Kind kind, Pair pair) throws IOException {
        Translation.Outcome outcome = new Translation(golden, kind, pair).run().orElseThrow();
        assertAll(
                name + ":",
                () -> assertEquals(
                        kind == Kind.REQUEST ? golden.refused(pair) : Optional.empty(),
                        outcome.refused(),
                        "code of the refusal"),
                () -> {
                    if (outcome.refused().isEmpty()) {
                        assertEquals(
                                Meaning.text(outcome.golden().orElseThrow()),
                                Meaning.text(outcome.told().orElseThrow()));
                    }
                },
                () -> {
                    if (kind == Kind.REQUEST && outcome.refused().isEmpty()) {
                        assertEquals(golden.lost(pair), outcome.lost(), "what is lost");
                    }
                },
                () -> assertTrue(
                        kind == Kind.REQUEST
                                || golden.other(kind, pair).isEmpty()
                                || golden.note(kind, pair).isPresent(),
                        "a note says why an answer differs"));
    }
}
