package io.camelid.format.json;

import io.camelid.spi.LlmException;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request whose JSON body has {@code model} and {@code stream}. */
public final class JsonRequest implements RequestView {
    private final JsonBody body;
    private final RequestMembers members;
    private final String model;
    private final boolean stream;

    /** @throws LlmException when {@code model} or {@code stream} has a wrong type */
    public JsonRequest(JsonBody body, RequestMembers members) throws LlmException {
        this.body = body;
        this.members = members;
        model = body.text("model");
        stream = body.flag("stream");
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public boolean stream() {
        return stream;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> values = new LinkedHashMap<>();
        members.parameters().forEach(parameter -> body.number(parameter.getKey())
                .ifPresent(value -> values.put(parameter.getValue(), value)));
        return values;
    }

    @Override
    public ByteBuffer body(List<RequestEdit> edits) {
        return body.edited(edits);
    }
}
