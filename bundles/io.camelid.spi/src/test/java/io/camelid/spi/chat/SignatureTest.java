package io.camelid.spi.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final Signature CLAUDES = new Signature(Signature.ANTHROPIC, "EqQB.a+/=");

    @Test
    void isAtHomeAsItIsAndElsewhereUnderItsVendorsName() {
        assertEquals("EqQB.a+/=", CLAUDES.textFor(Signature.ANTHROPIC));
        assertEquals("camelid.anthropic.EqQB.a+/=", CLAUDES.textFor(Signature.GOOGLE));
        assertEquals(CLAUDES, Signature.read("EqQB.a+/=", Signature.ANTHROPIC));
        assertEquals(CLAUDES, Signature.read("camelid.anthropic.EqQB.a+/=", Signature.GOOGLE));
        assertEquals(new Signature("", "camelid.x"), Signature.read("camelid.x", ""));
    }

    @Test
    void travelsInTheIdOfACall() {
        Part.ToolCall call = new Part.ToolCall("call_1", "t", Json.EMPTY_OBJECT, Optional.of(CLAUDES));
        assertEquals(call, Part.ToolCall.ofSealedId(call.sealedId(), "t", Json.EMPTY_OBJECT));
        assertEquals("call_1", Part.ToolCall.plainId(call.sealedId()));
        assertEquals(
                "call_1", Part.ToolCall.of("call_1", "t", Json.EMPTY_OBJECT).sealedId());
        assertEquals("call_1", Part.ToolCall.plainId("call_1"));
    }
}
