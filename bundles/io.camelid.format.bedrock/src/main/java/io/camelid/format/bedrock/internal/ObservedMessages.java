package io.camelid.format.bedrock.internal;

import io.camelid.format.bedrock.internal.eventstream.EventMessage;
import io.camelid.format.bedrock.internal.eventstream.EventStreamHandler;
import io.camelid.format.sse.SseHandler;
import io.camelid.format.tree.JsonTree;
import java.nio.ByteBuffer;

/** Shows an observer the messages of an event stream as events with types; all failures have one type. */
final class ObservedMessages implements EventStreamHandler {
    /** The type of failures, whatever AWS calls them. */
    static final String FAILURE = "exception";

    private final SseHandler observer;

    ObservedMessages(SseHandler observer) {
        this.observer = observer;
    }

    @Override
    public void message(EventMessage message) {
        switch (message.kind()) {
            case EVENT -> {
                observer.data(message.bytes(), message.from(), message.to());
                observer.dispatch(message.type());
            }
            case EXCEPTION -> {
                observer.data(message.bytes(), message.from(), message.to());
                observer.dispatch(FAILURE);
            }
            case ERROR -> failure(message.errorMessage());
        }
    }

    @Override
    public void broken(String what) {
        failure(what);
    }

    private void failure(String message) {
        ByteBuffer json = JsonTree.bytes(JsonTree.object().put(BedrockErrors.MESSAGE, message));
        observer.data(json.array(), json.position(), json.limit());
        observer.dispatch(FAILURE);
    }
}
