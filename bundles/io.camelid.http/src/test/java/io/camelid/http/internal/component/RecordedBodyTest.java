package io.camelid.http.internal.component;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.gateway.MirrorOutcome;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** A body goes by whole, whatever can be kept of it. */
class RecordedBodyTest {
    private static final int LIMIT = 10;

    private final AsyncContent upload = new AsyncContent();
    private final BodyBudget budget = new BodyBudget(8 * 1024);
    private final List<String> told = new ArrayList<>();

    private RecordedBody recorded(BodyBudget payer) {
        return new RecordedBody(upload, LIMIT, new BodyHold(payer), new RecordedBody.Receiver() {
            @Override
            public void complete(ByteBuffer bytes) {
                told.add(StandardCharsets.US_ASCII.decode(bytes).toString());
            }

            @Override
            public void lost(MirrorOutcome why) {
                told.add(why.label());
            }
        });
    }

    private void upload(String text, boolean last) {
        upload.write(last, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), Callback.NOOP);
    }

    /** What goes by until nothing is there. */
    private static String drain(RecordedBody body) {
        StringBuilder text = new StringBuilder();
        for (Content.Chunk chunk = body.read(); chunk != null; chunk = body.read()) {
            if (Content.Chunk.isFailure(chunk)) {
                return text + "!";
            }
            text.append(StandardCharsets.US_ASCII.decode(chunk.getByteBuffer()));
            chunk.release();
            if (chunk.isLast()) {
                break;
            }
        }
        return text.toString();
    }

    @Test
    void isKeptAsItGoesBy() {
        RecordedBody body = recorded(budget);
        assertEquals("", drain(body));
        upload("01234", false);
        assertEquals("01234", drain(body));
        assertEquals(List.of(), told);
        upload("56789", true);
        assertEquals("56789", drain(body));
        drain(body);
        assertEquals(List.of("0123456789"), told, "once");
        assertEquals(0, budget.taken(), "whoever is told pays from now on");
    }

    @Test
    void oneThatIsTooLongGoesByAllTheSame() {
        RecordedBody body = recorded(budget);
        upload("01234", false);
        upload("567890", false);
        upload("1", true);
        assertEquals("012345678901", drain(body));
        assertEquals(List.of("too_large"), told);
        assertEquals(0, budget.taken());
    }

    @Test
    void soDoesOneThereIsNoMemoryFor() {
        upload("0123", true);
        assertEquals("0123", drain(recorded(new BodyBudget(3))));
        assertEquals(List.of("busy"), told);
    }

    @Test
    void oneThatBreaksOffIsNoBody() {
        RecordedBody body = recorded(budget);
        upload("0123", false);
        assertEquals("0123", drain(body));
        upload.fail(new EOFException("gone"));
        assertEquals("!", drain(body));
        assertEquals(List.of(), told);
    }
}
