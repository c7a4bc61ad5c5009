package io.camelid.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderMaskingTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "llm:chat -H 'Authorization: Bearer x' ai/a hi,        llm:chat -H *** ai/a hi",
                "llm:chat --header=\"x-api-key: x\" -H api-key:x ai/a, llm:chat --header=*** -H *** ai/a",
                "llm:stats --json,                                     llm:stats --json",
            })
    void hidesWhatMayBeACredential(String line, String shown) {
        assertEquals(shown, new HeaderMasking().filter(line));
    }
}
