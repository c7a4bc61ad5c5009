package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.gateway.Answer;
import io.camelid.gateway.ClientResponse;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.ResponseHead;
import io.camelid.spi.HeaderField;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The client's side of the wire. It insists that what is sent makes an HTTP message. */
final class FakeClient implements ClientResponse {
    private final StringBuilder content = new StringBuilder();
    private ResponseHead head;
    private Answer answer;
    private String broken;

    /** Where one try sends what it has for the client. */
    ClientSink sink() {
        return new ClientSink() {
            private boolean aborted;

            @Override
            public void commit(ResponseHead decided) {
                assertFalse(aborted, "a head after the end of a try");
                assertNull(head, "a second head");
                head = decided;
            }

            @Override
            public void write(ByteBuffer bytes) {
                assertFalse(aborted, "content after the end of a try");
                assertTrue(isCommitted(), "content before the head");
                content.append(StandardCharsets.UTF_8.decode(bytes.duplicate()));
            }

            @Override
            public void abort(String reason) {
                assertFalse(aborted, "a second end of a try");
                aborted = true;
                if (isCommitted()) {
                    broken = reason;
                }
            }
        };
    }

    /** Takes what the gateway settled on. */
    void receive(Optional<Answer> settled) {
        settled.ifPresent(given -> {
            assertFalse(isCommitted(), "an answer after a head");
            answer = given;
        });
    }

    @Override
    public boolean isCommitted() {
        return head != null;
    }

    /** The head that was committed for an upstream's answer. */
    ResponseHead head() {
        assertTrue(isCommitted(), "no head");
        return head;
    }

    /** 0 when nothing was sent. */
    int status() {
        return head != null ? head.status() : answer != null ? answer.status() : 0;
    }

    String content() {
        return answer != null
                ? StandardCharsets.UTF_8.decode(answer.body().duplicate()).toString()
                : content.toString();
    }

    /** The value of a field that the gateway set; empty text when it set none. */
    String field(String name) {
        List<HeaderField> fields =
                answer != null ? answer.headers() : head().changes().apply(List.of());
        List<String> values = fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .toList();
        assertTrue(values.size() < 2, () -> "several fields " + name + ": " + values);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** Why the client saw an unfinished answer, if it did. */
    Optional<String> broken() {
        return Optional.ofNullable(broken);
    }
}
