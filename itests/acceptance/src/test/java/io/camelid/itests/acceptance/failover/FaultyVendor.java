package io.camelid.itests.acceptance.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A vendor that fails where the user's words ask it to, so that many failures can be tried at once: it has no state but
 * the notes of whom each conversation has asked.
 */
final class FaultyVendor implements FakeUpstream.Script {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WISH = Pattern.compile("In (\\S+) do (\\S*) at (\\S*);");
    private static final Map<String, Queue<String>> ASKED = new ConcurrentHashMap<>();

    private final FakeUpstream.Script healthy;
    private final Speech speech;

    FaultyVendor(FakeUpstream.Script healthy, Speech speech) {
        this.healthy = healthy;
        this.speech = speech;
    }

    /**
     * What a user says to get failures.
     *
     * @param conversation by which {@link #asked} finds it
     * @param fault null for none
     * @param at whom it is wished for
     */
    static String words(String conversation, Fault fault, List<Position.Entry> at) {
        return "In " + conversation + " do " + (fault == null ? "" : fault.name()) + " at "
                + at.stream().map(Position.Entry::model).collect(Collectors.joining(",")) + ";";
    }

    /** The models that a conversation's requests went to, in their order. */
    static List<String> asked(String conversation) {
        return List.copyOf(ASKED.getOrDefault(conversation, new ConcurrentLinkedQueue<>()));
    }

    @Override
    public void answer(UpstreamRequest request, UpstreamResponse response) throws IOException, InterruptedException {
        Matcher wish = WISH.matcher(request.text());
        boolean wished = wish.find();
        String model = JSON.readTree(request.body()).path("model").asText();
        if (wished) {
            ASKED.computeIfAbsent(wish.group(1), id -> new ConcurrentLinkedQueue<>())
                    .add(model);
        }
        if (wished && List.of(wish.group(3).split(",")).contains(model)) {
            boolean stream = JSON.readTree(request.body()).path("stream").asBoolean();
            Fault.valueOf(wish.group(2)).give(speech, stream, response);
        } else {
            healthy.answer(request, response);
        }
    }
}
