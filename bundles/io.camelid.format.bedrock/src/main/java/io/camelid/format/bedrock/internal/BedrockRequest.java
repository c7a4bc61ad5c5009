package io.camelid.format.bedrock.internal;

import io.camelid.format.ChunkReader;
import io.camelid.format.json.JsonBody;
import io.camelid.format.json.JsonFindings;
import io.camelid.format.json.JsonPaths;
import io.camelid.format.json.JsonScanner;
import io.camelid.format.json.JsonText;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request whose model and manner stand in its path. */
record BedrockRequest(String model, boolean stream, JsonBody json) implements RequestView {
    private static final List<String> CONVENTION_NAMES = List.of("max_tokens", "temperature", "top_p");
    private static final JsonPaths PLACES =
            JsonPaths.of("inferenceConfig.maxTokens", "inferenceConfig.temperature", "inferenceConfig.topP");

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> values = new LinkedHashMap<>();
        JsonFindings findings = (path, bytes, from, to, quoted) -> {
            if (!quoted) {
                JsonText.number(bytes, from, to).ifPresent(value -> values.put(CONVENTION_NAMES.get(path), value));
            }
        };
        new ChunkReader().read(json.edited(List.of()), new JsonScanner(PLACES, findings)::scan);
        return values;
    }

    /** The body does not name the model, so that a change of it changes nothing here. */
    @Override
    public ByteBuffer body(List<RequestEdit> edits) {
        return json.edited(edits.stream()
                .filter(edit -> !(edit instanceof RequestEdit.Model))
                .toList());
    }
}
