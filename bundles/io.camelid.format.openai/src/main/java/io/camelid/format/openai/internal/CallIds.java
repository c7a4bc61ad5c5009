package io.camelid.format.openai.internal;

import io.camelid.spi.chat.Part;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Ids that tie results to calls in a request for OpenAI, which insists on them and takes 40 characters at most. Calls of
 * formats that have no ids are numbered, and their results found by the tool's name and order. For one request; not
 * thread-safe.
 */
final class CallIds {
    private static final int LONGEST = 40;
    private static final String PREFIX = "call_";

    /** The tools of the numbered calls without a result, by id, in the order of the calls. */
    private final Map<String, String> unanswered = new LinkedHashMap<>();
    /** The same ids by their tools. */
    private final Map<String, Queue<String>> byTool = new HashMap<>();

    private int numbered;

    String of(Part.ToolCall call) {
        if (!call.id().isEmpty()) {
            return shortened(call.id());
        }
        String id = next();
        unanswered.put(id, call.name());
        byTool.computeIfAbsent(call.name(), tool -> new ArrayDeque<>()).add(id);
        return id;
    }

    String of(Part.ToolResult result) {
        if (!result.callId().isEmpty()) {
            return shortened(result.callId());
        }
        String tool = result.name();
        if (tool.isEmpty()) {
            Iterator<String> tools = unanswered.values().iterator();
            tool = tools.hasNext() ? tools.next() : "";
        }
        Queue<String> calls = byTool.get(tool);
        String id = calls == null ? null : calls.poll();
        unanswered.remove(id);
        return id == null ? next() : id;
    }

    private String next() {
        return PREFIX + ++numbered;
    }

    private static String shortened(String id) {
        return id.length() <= LONGEST ? id : PREFIX + Digests.digest(id).substring(0, LONGEST - PREFIX.length());
    }
}
