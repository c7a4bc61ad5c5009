package io.camelid.format.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReducedSchemaTest {
    /** Without single quotes JSON is hard to read here; they stand for double ones. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // schema | reduced | whether something is lost
                "{'type':'string'} | {'type':'STRING'} | false",
                "{'type':['string','null']} | {'type':'STRING','nullable':true} | false",
                "{'type':['string','integer']} | {'anyOf':[{'type':'STRING'},{'type':'INTEGER'}]} | false",
                "{'anyOf':[{'type':'string'},{'type':'null'}],'description':'d'}"
                        + " | {'type':'STRING','description':'d','nullable':true} | false",
                "{'oneOf':[{'type':'string'},{'type':'number'},{'type':'null'}],'title':'t'} | {'anyOf':["
                        + "{'type':'STRING','title':'t','nullable':true},{'type':'NUMBER','title':'t','nullable':true}]}"
                        + " | false",
                "{'const':'a'} | {'type':'STRING','enum':['a']} | false",
                "{'enum':['a',null]} | {'type':'STRING','nullable':true,'enum':['a']} | false",
                "{'type':'integer','enum':[1,2]} | {'type':'INTEGER','description':'One of: 1, 2.'} | true",
                "{'type':'string','enum':['a','']} | {'type':'STRING','description':'One of: \\'a\\', \\'\\'.'} | true",
                "{'type':'string','format':'date-time'} | {'type':'STRING','format':'date-time'} | false",
                "{'type':'string','format':'email'} | {'type':'STRING'} | true",
                "{'type':'array'} | {'type':'ARRAY','items':{'type':'STRING'}} | true",
                "{'items':{'type':'number'},'maxItems':3}"
                        + " | {'type':'ARRAY','maxItems':3,'items':{'type':'NUMBER'}} | false",
                "{'prefixItems':[{'type':'string'},{'type':'number'}]}"
                        + " | {'type':'ARRAY','items':{'anyOf':[{'type':'STRING'},{'type':'NUMBER'}]}} | true",
                "{} | {'type':'OBJECT'} | true",
                "true | {'type':'OBJECT'} | true",
                "{'type':'object','additionalProperties':false} | {'type':'OBJECT'} | true",
                "{'properties':{'a':{'type':'string'}},'required':['a','b','a'],'$schema':'x'}"
                        + " | {'type':'OBJECT','properties':{'a':{'type':'STRING'}},'required':['a']} | false",
                "{'type':'object','patternProperties':{'x':{}}} | {'type':'OBJECT'} | true",
                "{'allOf':[{'properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'b':{'type':'number'}},"
                        + "'required':['b']}],'description':'d'} | {'type':'OBJECT','description':'d','properties':"
                        + "{'a':{'type':'STRING'},'b':{'type':'NUMBER'}},'required':['a','b']} | false",
                "{'$ref':'#/$defs/a','$defs':{'a':{'type':'string','description':'d'}}}"
                        + " | {'type':'STRING','description':'d'} | false",
                "{'$ref':'https://example.org/x.json'} | {'type':'OBJECT'} | true",
                "{'$ref':'#/nowhere'} | {'type':'OBJECT'} | true",
            })
    void reduces(String schema, String reduced, boolean lossy) throws LlmException {
        Losses losses = new Losses();
        assertEquals(
                doubleQuoted(reduced),
                ReducedSchema.of(new Json(doubleQuoted(schema)), losses).toString());
        assertEquals(lossy ? "schema" : "", losses.toString());
    }

    @Test
    void aTreeIsCutWhereItBeginsAnew() throws LlmException {
        Losses losses = new Losses();
        Json tree =
                new Json(doubleQuoted("{'$ref':'#/$defs/node','$defs':{'node':{'type':'object','properties':{'value':"
                        + "{'type':'string'},'next':{'anyOf':[{'$ref':'#/$defs/node'},{'type':'null'}]}}}}}"));
        assertEquals(
                doubleQuoted("{'type':'OBJECT','properties':{'value':{'type':'STRING'},"
                        + "'next':{'type':'OBJECT','nullable':true}}}"),
                ReducedSchema.of(tree, losses).toString());
        assertEquals("schema", losses.toString());
    }

    /** Each definition holds the next twice: 2^40 when unfolded. */
    @Test
    void aSchemaThatUnfoldsWithoutEndIsRefused() {
        StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        for (int i = 0; i < 40; i++) {
            schema.append("'d%d':{'properties':{'a':{'$ref':'#/$defs/d%d'},'b':{'$ref':'#/$defs/d%d'}}},"
                    .formatted(i, i + 1, i + 1));
        }
        Json bomb = new Json(doubleQuoted(schema + "'d40':{'type':'string'}}}"));
        LlmException refused = assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThrows(LlmException.class, () -> ReducedSchema.of(bomb, new Losses())));
        assertEquals("invalid_schema", refused.error().code());
    }

    @Test
    void depthIsBounded() throws LlmException {
        String deep = "{'items':".repeat(200) + "{}" + "}".repeat(200);
        Losses losses = new Losses();
        assertTrue(ReducedSchema.of(new Json(doubleQuoted(deep)), losses)
                        .toString()
                        .length()
                < 5_000);
        assertEquals("schema", losses.toString());
    }

    private static String doubleQuoted(String json) {
        return json.replace("\\'", "\\\"").replace('\'', '"');
    }
}
