package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallIdsTest {
    private final CallIds ids = new CallIds();

    private String call(String id, String tool) {
        return ids.of(Part.ToolCall.of(id, tool, Json.EMPTY_OBJECT));
    }

    private String result(String id, String tool) {
        return ids.of(new Part.ToolResult(id, tool, List.of(), false));
    }

    @Test
    void keepsIdsAndShortensLongOnesAlike() {
        assertEquals("call_a", call("call_a", "f"));
        String longId = "toolu_" + "x".repeat(60);
        assertEquals(40, call(longId, "f").length());
        assertEquals(call(longId, "f"), result(longId, ""));
        assertNotEquals(call(longId, "f"), call(longId + "y", "f"));
    }

    @Test
    void findsTheCallOfAResultByToolAndOrder() {
        assertEquals(List.of("call_1", "call_2", "call_3"), List.of(call("", "f"), call("", "g"), call("", "f")));
        assertEquals("call_2", result("", "g"));
        assertEquals("call_1", result("", ""));
        assertEquals("call_3", result("", "f"));
        assertEquals("call_4", result("", "f"), "a result without a call keeps an id of its own");
    }
}
