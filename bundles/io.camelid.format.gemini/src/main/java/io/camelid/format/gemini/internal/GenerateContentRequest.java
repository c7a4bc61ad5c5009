package io.camelid.format.gemini.internal;

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

/**
 * A request whose model stands in the path.
 *
 * @param original the body's bytes
 * @param json the same, checked
 */
record GenerateContentRequest(String model, boolean stream, ByteBuffer original, JsonBody json) implements RequestView {
    private static final String[] NAMES = {
        "temperature", "top_p", "top_k", "max_tokens", "frequency_penalty", "presence_penalty", "seed", "choice.count"
    };
    private static final JsonPaths PLACES = JsonPaths.of(
            "generationConfig.temperature",
            "generationConfig.topP",
            "generationConfig.topK",
            "generationConfig.maxOutputTokens",
            "generationConfig.frequencyPenalty",
            "generationConfig.presencePenalty",
            "generationConfig.seed",
            "generationConfig.candidateCount");

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> values = new LinkedHashMap<>();
        JsonFindings findings = (path, text, from, to, quoted) -> {
            if (!quoted) {
                JsonText.number(text, from, to).ifPresent(number -> values.put(NAMES[path], number));
            }
        };
        new ChunkReader().read(original, new JsonScanner(PLACES, findings)::scan);
        return values;
    }

    @Override
    public ByteBuffer body(List<RequestEdit> edits) {
        return json.edited(edits.stream()
                .filter(edit -> !(edit instanceof RequestEdit.Model))
                .toList());
    }
}
