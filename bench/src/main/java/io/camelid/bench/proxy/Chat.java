package io.camelid.bench.proxy;

/** A chat completion's request and answer, in OpenAI's shape, of about a given size. */
public final class Chat {
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

    private static String words(int length) {
        return WORDS.repeat(length / WORDS.length() + 1).substring(0, Math.max(0, length));
    }
}
