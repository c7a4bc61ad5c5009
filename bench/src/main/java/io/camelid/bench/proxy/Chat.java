package io.camelid.bench.proxy;

/** A chat completion's request and answer, in OpenAI's shape, of about a given size. */
public final class Chat {
    /** How many events with words a streamed answer has. */
    public static final int EVENTS = 200;

    private static final String WORDS = "the quick brown fox jumps over the lazy dog ";

    private Chat() {}

    public static String request(int bytes, boolean stream) {
        String head = "{\"model\":\"bench-model\",\"stream\":" + stream
                + ",\"temperature\":0.2,\"max_tokens\":256,\"messages\":["
                + "{\"role\":\"system\",\"content\":\"You are brief.\"},{\"role\":\"user\",\"content\":\"";
        String tail = "\"}]}";
        return head + words(bytes - head.length() - tail.length()) + tail;
    }

    public static String answer(int bytes) {
        String head = "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,"
                + "\"model\":\"bench-model\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"";
        String tail = "\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":190,\"total_tokens\":400}}";
        return head + words(bytes - head.length() - tail.length()) + tail;
    }

    /** Answers of other vendors, with the same words. */
    static String messagesAnswer(int bytes) {
        String head =
                "{\"id\":\"msg_bench\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"bench-model\",\"content\":["
                        + "{\"type\":\"text\",\"text\":\"";
        String tail = "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                + "\"usage\":{\"input_tokens\":210,\"output_tokens\":190}}";
        return head + words(bytes - head.length() - tail.length()) + tail;
    }

    static String generateContentAnswer(int bytes) {
        String head = "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"";
        String tail = "\"}]},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":210,"
                + "\"candidatesTokenCount\":190,\"totalTokenCount\":400},\"modelVersion\":\"bench-model\",\"responseId\":\"bench\"}";
        return head + words(bytes - head.length() - tail.length()) + tail;
    }

    static String completionsStream() {
        String head = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"bench-model\",\"choices\":[{\"index\":0,\"delta\":";
        return (head + "{\"content\":\"" + WORDS + "\"},\"finish_reason\":null}]}\n\n").repeat(EVENTS) + head
                + "{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    }

    static String messagesStream() {
        return "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_bench\",\"type\":\"message\","
                + "\"role\":\"assistant\",\"model\":\"bench-model\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                + "\"usage\":{\"input_tokens\":210,\"output_tokens\":1}}}\n\n"
                + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                + ("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"" + WORDS + "\"}}\n\n")
                        .repeat(EVENTS)
                + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
                + "\"stop_sequence\":null},\"usage\":{\"output_tokens\":190}}\n\n"
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    }

    static String generateContentStream() {
        String head =
                "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"" + WORDS + "\"}]}";
        String tail = ",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":210,\"candidatesTokenCount\":190,"
                + "\"totalTokenCount\":400},\"modelVersion\":\"bench-model\",\"responseId\":\"bench\"}\n\n";
        return (head + tail).repeat(EVENTS - 1) + head + ",\"finishReason\":\"STOP\"" + tail;
    }

    private static String words(int length) {
        return WORDS.repeat(length / WORDS.length() + 1).substring(0, Math.max(0, length));
    }
}
