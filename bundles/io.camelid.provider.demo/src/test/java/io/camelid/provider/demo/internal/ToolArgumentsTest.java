package io.camelid.provider.demo.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolArgumentsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"type\":\"string\"}| \"demo\"",
                "{\"type\":\"string\",\"minLength\":6}| \"demoxx\"",
                "{\"type\":\"string\",\"format\":\"date\"}| \"2026-01-01\"",
                "{\"type\":[\"integer\",\"null\"],\"minimum\":7}| 7",
                "{\"type\":\"number\"}| 1.0",
                "{\"type\":\"boolean\"}| true",
                "{\"enum\":[\"b\",\"a\"]}| \"b\"",
                "{\"const\":3}| 3",
                "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}| 1",
                "{\"$ref\":\"#/$defs/unit\"}| \"C\"",
                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}| []",
                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":2}| [1,1]",
                "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"null\"}}}| {\"a\":null}",
            })
    void fillsInWhatIsRequired(String schema, String value) throws Exception {
        String root = "{\"type\":\"object\",\"required\":[\"x\"],\"properties\":{\"x\":" + schema
                + ",\"y\":{\"type\":\"string\"}},\"$defs\":{\"unit\":{\"enum\":[\"C\"]}}}";
        assertEquals("{\"x\":" + value + "}", arguments(root));
    }

    @Test
    void endsWhereASchemaDoesNot() throws Exception {
        String root = "{\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"$ref\":\"#\"},\"b\":{\"$ref\":\"#/\"}}}";
        assertTrue(arguments(root).length() < 5_000);
        String wide =
                "{\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"$ref\":\"#/properties/a\"},\"b\":{\"allOf\":[{}]}}}";
        assertTrue(arguments(wide).length() < 5_000);
    }

    @Test
    void isAnObjectWhateverTheSchema() throws Exception {
        assertEquals("{}", arguments("{}"));
        assertEquals("{}", arguments("[]"));
        assertEquals("{}", arguments("{\"type\":\"string\"}"));
    }

    private static String arguments(String schema) throws Exception {
        return new ToolArguments(new ObjectMapper().readTree(schema)).text();
    }
}
