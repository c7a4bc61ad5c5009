package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.bedrock.internal.eventstream.EventStreamWriter;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Sequential;
import io.camelid.spi.chat.Signature;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Writes ConverseStream's answer: one block after the other, the metadata last. For one stream; not thread-safe. */
final class ConverseStreamWriter implements ChatCodec.StreamWriter {
    private final Sequential sequential = new Sequential(this::accept);
    private final Supplier<Duration> latency;
    private final List<ByteBuffer> messages = new ArrayList<>();
    /** The current block; a block counts when something of it has been written. */
    private int block = -1;

    private boolean blockOpen;
    /** Whether any of a tool call's arguments have been written. */
    private boolean argumentsSaid;

    private Part opening;
    private Usage usage = Usage.UNKNOWN;

    /** @param latency how long the answer has taken so far */
    ConverseStreamWriter(Supplier<Duration> latency) {
        this.latency = latency;
    }

    @Override
    public ByteBuffer write(ChatEvent event) {
        sequential.accept(event);
        ByteBuffer all = ByteBuffer.allocate(
                messages.stream().mapToInt(ByteBuffer::remaining).sum());
        messages.forEach(all::put);
        messages.clear();
        return all.flip();
    }

    private void accept(ChatEvent event) {
        if (event instanceof ChatEvent.Started) {
            add("messageStart", JsonTree.object().put("role", "assistant"));
        } else if (event instanceof ChatEvent.PartStarted started) {
            partStarted(started.opening());
        } else if (event instanceof ChatEvent.PartDelta delta) {
            delta(delta.text());
        } else if (event instanceof ChatEvent.PartSigned signed && opening instanceof Part.Reasoning) {
            signature(signed.signature());
        } else if (event instanceof ChatEvent.PartEnded) {
            partEnded();
        } else if (event instanceof ChatEvent.Finished finished) {
            add("messageStop", JsonTree.object().put("stopReason", StopReasons.write(finished.reason())));
        } else if (event instanceof ChatEvent.UsageReported reported) {
            usage = reported.usage();
        } else if (event instanceof ChatEvent.Ended) {
            ObjectNode metadata = JsonTree.object();
            metadata.set("usage", ConverseUsage.write(usage));
            metadata.set("metrics", ConverseAnswer.metrics(latency.get()));
            add("metadata", metadata);
        } else if (event instanceof ChatEvent.Failed failed) {
            messages.add(ConverseFormat.streamFailure(failed.error()));
        }
    }

    private void partStarted(Part part) {
        opening = part;
        blockOpen = false;
        argumentsSaid = false;
        if (part instanceof Part.ToolCall call) {
            open();
            ObjectNode payload = indexed();
            payload.putObject("start")
                    .putObject("toolUse")
                    .put("toolUseId", call.sealedId())
                    .put("name", call.name());
            add("contentBlockStart", payload);
        } else if (part instanceof Part.RedactedReasoning redacted) {
            ObjectNode delta = JsonTree.object();
            delta.putObject(ReasoningBlocks.MEMBER)
                    .put(ReasoningBlocks.REDACTED, RedactedContent.text(redacted.data(), Signature.ANTHROPIC));
            addDelta(delta);
        }
    }

    private void delta(String text) {
        ObjectNode delta = JsonTree.object();
        if (opening instanceof Part.ToolCall) {
            delta.putObject("toolUse").put("input", text);
            argumentsSaid = true;
        } else if (opening instanceof Part.Reasoning) {
            delta.putObject(ReasoningBlocks.MEMBER).put(ReasoningBlocks.TEXT, text);
        } else {
            delta.put("text", text);
        }
        addDelta(delta);
    }

    private void signature(Signature signature) {
        ObjectNode delta = JsonTree.object();
        delta.putObject(ReasoningBlocks.MEMBER).put(ReasoningBlocks.SIGNATURE, signature.textFor(Signature.ANTHROPIC));
        addDelta(delta);
    }

    /** Clients parse what the deltas of a call's arguments add up to, so that nothing must be an empty object. */
    private void partEnded() {
        if (opening instanceof Part.ToolCall && !argumentsSaid) {
            delta("{}");
        }
        if (blockOpen) {
            add("contentBlockStop", indexed());
        }
        blockOpen = false;
    }

    private void addDelta(ObjectNode delta) {
        open();
        ObjectNode payload = indexed();
        payload.set("delta", delta);
        add("contentBlockDelta", payload);
    }

    private void open() {
        block += blockOpen ? 0 : 1;
        blockOpen = true;
    }

    private ObjectNode indexed() {
        return JsonTree.object().put("contentBlockIndex", block);
    }

    private void add(String type, ObjectNode payload) {
        messages.add(EventStreamWriter.event(type, JsonTree.bytes(payload)));
    }
}
