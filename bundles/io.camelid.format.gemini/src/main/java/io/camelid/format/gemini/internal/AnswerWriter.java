package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Reply;
import java.nio.ByteBuffer;

/** Writes a whole {@code GenerateContentResponse} for a client. */
final class AnswerWriter {
    private AnswerWriter() {}

    static ByteBuffer write(ChatResponse response, Reply reply) {
        ObjectNode written = JsonTree.object();
        ArrayNode candidates = written.putArray("candidates");
        int index = 0;
        for (ChatResponse.Candidate candidate : response.candidates()) {
            candidates.add(candidate(candidate, index++));
        }
        usage(response.usage(), written);
        name(response.id(), response.model(), reply, written);
        return JsonTree.bytes(written);
    }

    private static ObjectNode candidate(ChatResponse.Candidate candidate, int index) {
        ObjectNode written = JsonTree.object();
        ObjectNode content = written.putObject("content");
        if (!candidate.parts().isEmpty()) {
            ArrayNode parts = content.putArray("parts");
            candidate.parts().forEach(part -> parts.add(PartWriter.write(part)));
        }
        content.put("role", "model");
        written.put("finishReason", FinishReasons.write(candidate.reason())).put("index", index);
        if (!candidate.logprobs().isEmpty()) {
            written.set("logprobsResult", LogprobsResult.write(candidate.logprobs()));
        }
        return written;
    }

    static void usage(Usage usage, ObjectNode response) {
        if (usage.isKnown()) {
            response.set("usageMetadata", UsageMetadata.write(usage));
        }
    }

    static void name(String id, String model, Reply reply, ObjectNode response) {
        response.put("modelVersion", model.isEmpty() ? reply.request().model() : model);
        response.put("responseId", id.isEmpty() ? reply.ids().get() : id);
    }
}
