package io.camelid.gateway.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Turn;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Translates toy languages, each of which says whose words they are: what a client of {@code A} says to an upstream of
 * {@code B} arrives as {@code B<words>}, and the answer {@code B<words>} comes back as {@code A<words>}. A request with the word
 * {@code result} is the result of a tool that nobody called, one with {@code odd} cannot be carried in full. A stream is words
 * with a space after each; {@code end} ends it.
 *
 * @param name of the language
 */
record ToyCodec(String name) implements ChatCodec {
    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) {
        String words = ToyFormat.text(body);
        Part said = words.contains("result") ? new Part.ToolResult("call", "", List.of(), false) : new Part.Text(words);
        if (words.contains("odd")) {
            losses.add("odd");
        }
        return ChatRequest.builder().stream(words.contains("stream"))
                .turns(List.of(Turn.user(said)))
                .build();
    }

    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) {
        Part.Text said = (Part.Text) request.turns().get(0).parts().get(0);
        return ToyFormat.bytes(name + "<" + said.text() + "> for " + request.model());
    }

    @Override
    public ChatResponse readResponse(ByteBuffer body, ChatRequest request) throws LlmException {
        String text = ToyFormat.text(body);
        if (!text.startsWith(name + "<")) {
            throw new LlmException(LlmError.of(ErrorKind.UPSTREAM, "upstream_unusable_answer", "sent no " + name));
        }
        Part words = new Part.Text(text.substring(name.length() + 1, text.length() - 1));
        return new ChatResponse(
                "id", "toy-1", List.of(ChatResponse.Candidate.of(List.of(words), FinishReason.STOP)), Usage.of(1, 2));
    }

    @Override
    public ByteBuffer writeResponse(ChatResponse response, Reply reply) {
        Part.Text words = (Part.Text) response.candidates().get(0).parts().get(0);
        return ToyFormat.bytes(name + "<" + words.text() + ">");
    }

    @Override
    public StreamReader reader(ChatRequest request, Consumer<ChatEvent> events) {
        return new Words(events);
    }

    private static final class Words implements StreamReader {
        private final Consumer<ChatEvent> events;
        private final StringBuilder word = new StringBuilder();
        private boolean started;
        private boolean over;

        Words(Consumer<ChatEvent> events) {
            this.events = events;
        }

        @Override
        public void read(ByteBuffer chunk) {
            ToyFormat.text(chunk).chars().forEach(c -> {
                if (c == ' ') {
                    word(word.toString());
                    word.setLength(0);
                } else {
                    word.append((char) c);
                }
            });
        }

        private void word(String text) {
            if (!started && !text.equals("fail")) {
                started = true;
                events.accept(new ChatEvent.Started("id", "toy-1"));
                events.accept(new ChatEvent.PartStarted(0, 0, new Part.Text("")));
            }
            if (text.equals("fail")) {
                over = true;
                events.accept(new ChatEvent.Failed(LlmError.of(ErrorKind.RATE_LIMITED, "limited", "too much")));
            } else if (text.equals("end")) {
                over = true;
                events.accept(new ChatEvent.PartEnded(0, 0));
                events.accept(new ChatEvent.Finished(0, FinishReason.STOP, Optional.empty()));
                events.accept(new ChatEvent.UsageReported(Usage.of(3, 4)));
                events.accept(new ChatEvent.Ended());
            } else if (!text.equals("start")) {
                events.accept(new ChatEvent.PartDelta(0, 0, text));
            }
        }

        @Override
        public void end() {
            if (!over) {
                events.accept(new ChatEvent.Failed(LlmError.of(ErrorKind.UPSTREAM, "cut", "was cut")));
            }
        }
    }

    @Override
    public StreamWriter writer(Reply reply) {
        return event -> {
            if (event instanceof ChatEvent.Started) {
                return ToyFormat.bytes(name + ":");
            }
            if (event instanceof ChatEvent.PartDelta delta) {
                return ToyFormat.bytes("[" + delta.text() + "]");
            }
            if (event instanceof ChatEvent.Failed failed) {
                return ToyFormat.bytes("{" + failed.error().code() + "}");
            }
            return ToyFormat.bytes(event instanceof ChatEvent.Ended ? "." : "");
        };
    }

    @Override
    public String streamType() {
        return "text/event-stream; toy=" + name;
    }
}
