package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.sse.SseWriter;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Sequential;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Writes a stream for a client. A block begins with its first words, so that there is none without; how the message ends
 * and what it cost is said at the very end, since usage may come late. For one stream; not thread-safe.
 */
final class MessageStreamWriter implements ChatCodec.StreamWriter {
    private final AnswerWriter answer;
    private final Sequential sorted = new Sequential(this::take);
    private ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** The part that is being told; null between parts. */
    private Part opening;

    private boolean blockOpen;
    /** Whether the call that is being told has no arguments so far. */
    private boolean argumentsMissing;

    private int blocks;
    private boolean calls;
    private FinishReason reason = FinishReason.OTHER;
    private Optional<String> stopSequence = Optional.empty();
    private Usage usage = Usage.of(0, 0);

    MessageStreamWriter(Reply reply) {
        answer = new AnswerWriter(reply);
    }

    @Override
    public ByteBuffer write(ChatEvent event) {
        out = new ByteArrayOutputStream();
        sorted.accept(event);
        return ByteBuffer.wrap(out.toByteArray());
    }

    private void take(ChatEvent event) {
        if (event instanceof ChatEvent.Started started) {
            ObjectNode start = of("message_start");
            start.set("message", answer.start(started.id(), started.model()));
            send(start);
        } else if (event instanceof ChatEvent.PartStarted started) {
            opening = started.opening();
            startWhole();
        } else if (event instanceof ChatEvent.PartDelta delta) {
            delta(delta.text());
        } else if (event instanceof ChatEvent.PartSigned signed && opening instanceof Part.Reasoning) {
            startBlock(AnswerWriter.thinking("", ""));
            send("signature_delta", "signature", AnswerWriter.sealed(signed.signature()));
        } else if (event instanceof ChatEvent.PartEnded) {
            endBlock();
        } else if (event instanceof ChatEvent.Finished finished) {
            reason = finished.reason();
            stopSequence = finished.stopSequence();
        } else if (event instanceof ChatEvent.UsageReported reported) {
            usage = reported.usage();
        } else if (event instanceof ChatEvent.Ended) {
            end();
        } else if (event instanceof ChatEvent.Failed failed) {
            out.writeBytes(bytes(SseWriter.event("error", AnthropicErrors.object(failed.error()))));
        }
    }

    /** Begins the blocks that say something without any words. */
    private void startWhole() {
        if (opening instanceof Part.ToolCall call) {
            calls = true;
            argumentsMissing = true;
            startBlock(answer.call(call));
        } else if (opening instanceof Part.RedactedReasoning redacted) {
            startBlock(AnswerWriter.redacted(redacted));
        }
    }

    private void delta(String text) {
        if (opening instanceof Part.Text || opening instanceof Part.Refusal) {
            startBlock(AnswerWriter.text(""));
            send("text_delta", "text", text);
        } else if (opening instanceof Part.Reasoning) {
            startBlock(AnswerWriter.thinking("", ""));
            send("thinking_delta", "thinking", text);
        } else if (opening instanceof Part.ToolCall) {
            argumentsMissing = false;
            send("input_json_delta", "partial_json", text);
        }
    }

    /** Begins the part's block, unless it has begun. */
    private void startBlock(ObjectNode content) {
        if (!blockOpen) {
            blockOpen = true;
            ObjectNode start = of("content_block_start").put("index", blocks);
            start.set("content_block", content);
            send(start);
        }
    }

    private void endBlock() {
        if (argumentsMissing) {
            // Anthropic's SDK for Java fails where no arguments come at all.
            delta("{}");
        }
        if (blockOpen) {
            send(of("content_block_stop").put("index", blocks++));
        }
        blockOpen = false;
        opening = null;
    }

    private void end() {
        ObjectNode delta = of("message_delta");
        delta.putObject("delta")
                .put("stop_reason", StopReasons.write(reason, calls))
                .put("stop_sequence", stopSequence.orElse(null));
        delta.set("usage", TokenCounts.write(usage));
        send(delta);
        send(of("message_stop"));
    }

    private static ObjectNode of(String type) {
        return JsonTree.object().put("type", type);
    }

    private void send(String type, String member, String text) {
        ObjectNode event = of("content_block_delta").put("index", blocks);
        event.putObject("delta").put("type", type).put(member, text);
        send(event);
    }

    private void send(ObjectNode event) {
        out.writeBytes(bytes(SseWriter.oneLine(event.get("type").textValue(), JsonTree.text(event))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
