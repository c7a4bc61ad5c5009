package io.camelid.itests.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatEventOrder;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Turn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Carries a case from one dialect to another, as the gateway does. */
final class Translation {
    /** Splits characters, lines and events, and still is not slow. */
    private static final int CHUNK = 7;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What came of it.
     *
     * @param told what the other side reads; nothing if it was refused
     * @param golden what it should read
     * @param lost what could not be carried
     * @param refused the code of the refusal
     */
    record Outcome(
            Optional<JsonNode> told, Optional<JsonNode> golden, SortedSet<String> lost, Optional<String> refused) {}

    private final GoldenCase golden;
    private final Kind kind;
    private final Pair pair;
    private final String model;

    Translation(GoldenCase golden, Kind kind, Pair pair) {
        this.golden = golden;
        this.kind = kind;
        this.pair = pair;
        this.model = golden.model(pair.from());
    }

    /** Empty if the case has nothing of this kind to carry in this direction. */
    Optional<Outcome> run() throws IOException {
        if (!golden.has(kind, pair)) {
            return Optional.empty();
        }
        ByteBuffer said = golden.said(kind, pair.from()).orElseThrow();
        Losses losses = new Losses();
        try {
            JsonNode told =
                    switch (kind) {
                        case REQUEST -> request(said, losses);
                        case RESPONSE -> response(said);
                        case STREAM -> stream(said);
                        case ERROR -> error(said);
                    };
            Optional<JsonNode> wanted = wanted();
            if (wanted.isPresent()) {
                Meaning.asOpenAs(wanted.get(), told);
            }
            return Optional.of(new Outcome(Optional.of(told), wanted, new TreeSet<>(losses.names()), Optional.empty()));
        } catch (LlmException refused) {
            String code = refused.error().code();
            return Optional.of(new Outcome(Optional.empty(), Optional.empty(), new TreeSet<>(), Optional.of(code)));
        }
    }

    private Optional<JsonNode> wanted() throws IOException {
        Optional<ByteBuffer> told = golden.told(kind, pair);
        if (told.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (kind) {
                    case REQUEST -> Meaning.ofRequest(tree(told.get()));
                    case RESPONSE, ERROR -> Meaning.ofAnswer(tree(told.get()), pair.to(), model);
                    case STREAM ->
                        Meaning.ofStream(
                                StreamText.events(StreamText.bytes(told.get(), pair.to()), pair.to()),
                                pair.to(),
                                model);
                });
    }

    private JsonNode request(ByteBuffer said, Losses losses) throws LlmException, IOException {
        String path = pair.from().path(model, golden.isStreamed());
        ChatRequest read = pair.from().codec().readRequest(path, said.duplicate(), losses);
        ChatRequest asked = read.toBuilder().model(golden.model(pair.to())).build();
        ByteBuffer told = pair.to().codec().writeRequest(asked, losses);
        // The provider's own changes are made on the written body, so that it must be readable.
        pair.to().format().read("", told.duplicate());
        return Meaning.ofRequest(tree(told));
    }

    private JsonNode response(ByteBuffer said) throws LlmException, IOException {
        ChatResponse read = pair.from().codec().readResponse(said.duplicate(), upstream());
        return Meaning.ofAnswer(tree(pair.to().codec().writeResponse(read, reply())), pair.to(), model);
    }

    private JsonNode stream(ByteBuffer said) throws LlmException, IOException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ChatCodec.StreamWriter writer = pair.to().codec().writer(reply());
        ChatEventOrder order = new ChatEventOrder();
        ChatCodec.StreamReader reader = pair.from().codec().reader(upstream(), event -> {
            order.next(event);
            write(writer, event, told);
        });
        ByteBuffer bytes = StreamText.bytes(said, pair.from());
        while (bytes.hasRemaining()) {
            int length = Math.min(CHUNK, bytes.remaining());
            reader.read(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
        reader.end();
        if (!order.isOver() || !order.breaches().isEmpty()) {
            throw new AssertionError("events out of order: " + order.breaches());
        }
        return Meaning.ofStream(StreamText.events(ByteBuffer.wrap(told.toByteArray()), pair.to()), pair.to(), model);
    }

    private static void write(ChatCodec.StreamWriter writer, ChatEvent event, ByteArrayOutputStream told) {
        ByteBuffer bytes = writer.write(event);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        told.writeBytes(copy);
    }

    private JsonNode error(ByteBuffer said) throws IOException {
        int status = golden.status(pair.from());
        LlmError read = pair.from().format().readError(status, said.duplicate());
        if (read.status() != status) {
            throw new AssertionError("status " + status + " became " + read.status());
        }
        return Meaning.ofAnswer(tree(pair.to().format().error(read).bytes()), pair.to(), model);
    }

    /** What the provider was asked. */
    private ChatRequest upstream() throws LlmException, IOException {
        return asked().toBuilder().model(model).build();
    }

    /** Names are the same every time, and it is always the same moment. */
    private Reply reply() throws LlmException, IOException {
        List<Integer> given = new ArrayList<>();
        return new Reply(asked(), Instant.ofEpochSecond(1_750_000_000), () -> {
            given.add(given.size());
            return "%024d".formatted(given.size());
        });
    }

    /** What the client has asked: the case's request, or anything. */
    private ChatRequest asked() throws LlmException, IOException {
        Dialect client = pair.to();
        Optional<ByteBuffer> request = golden.said(Kind.REQUEST, client);
        return request.isPresent()
                ? client.codec()
                        .readRequest(
                                client.path(golden.model(client), golden.isStreamed()), request.get(), new Losses())
                : ChatRequest.builder()
                        .model(golden.model(client))
                        .turns(List.of(Turn.user(new Part.Text("Hi"))))
                        .build();
    }

    private static JsonNode tree(ByteBuffer json) throws IOException {
        byte[] bytes = new byte[json.remaining()];
        json.duplicate().get(bytes);
        return JSON.readTree(bytes);
    }
}
