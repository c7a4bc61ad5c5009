package io.camelid.spi.chat;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a translation could not carry, by the names that the client's format or this class gives it: reported to the
 * client in {@code x-camelid-lossy}. For one translation; not thread-safe.
 */
public final class Losses {
    public static final String CANDIDATES = "n";
    public static final String LOGPROBS = "logprobs";
    public static final String LOGIT_BIAS = "logit_bias";
    public static final String SEED = "seed";
    public static final String TEMPERATURE = "temperature";
    public static final String TOP_P = "top_p";
    public static final String TOP_K = "top_k";
    public static final String STOP = "stop";
    public static final String FREQUENCY_PENALTY = "frequency_penalty";
    public static final String PRESENCE_PENALTY = "presence_penalty";
    public static final String USER = "user";
    public static final String METADATA = "metadata";
    public static final String REASONING = "reasoning";
    /** Thoughts of earlier turns, without which the model must think again. */
    public static final String REASONING_HISTORY = "reasoning_history";

    public static final String CACHE_POINT = "cache_control";
    public static final String STRICT = "strict";
    public static final String TOOL_CHOICE = "tool_choice";
    public static final String PARALLEL_TOOL_CALLS = "parallel_tool_calls";
    /** Tools that the client's own provider would have run, such as a web search. */
    public static final String HOSTED_TOOLS = "hosted_tools";
    /** A schema that the target's API cannot say in full. */
    public static final String SCHEMA = "schema";

    public static final String OUTPUT_FORMAT = "response_format";
    /** Pictures or documents in what a tool answered. */
    public static final String TOOL_RESULT_MEDIA = "tool_result_media";
    /** That a tool failed. */
    public static final String TOOL_ERROR = "tool_result_error";

    public static final String MEDIA_DETAIL = "media_detail";

    private static final int MOST = 32;
    private static final int LONGEST = 64;

    private final Set<String> names = new TreeSet<>();

    /** Something is lost. Names come from request bodies too, so they are bounded and made safe for a header. */
    public void add(String name) {
        if (names.size() < MOST) {
            String shown = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
            names.add(shown.replaceAll("[^A-Za-z0-9_.\\-\\[\\]]", "_"));
        }
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** In alphabetical order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
