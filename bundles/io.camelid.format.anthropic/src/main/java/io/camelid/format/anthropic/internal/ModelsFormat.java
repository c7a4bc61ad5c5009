package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.ModelsRequest;
import io.camelid.format.json.JsonText;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;

/**
 * Anthropic models: the list, and one model by its name. Requests have no body, and their paths are OpenAI's too: not
 * the path tells them apart but the {@code anthropic-version} header.
 */
@Component(service = Format.class)
public final class ModelsFormat extends AnthropicFormat {
    private static final String ONE_MODEL = "/v1/models/";

    private static final Places DOCUMENT = new Places(Map.of(
            "data", Meaning.CONTENT,
            "id", Meaning.CONTENT,
            "error", Meaning.ERROR,
            "error.message", Meaning.ERROR_MESSAGE));

    public ModelsFormat() {
        super(
                new FormatDescription(
                        FormatId.ANTHROPIC_MODELS,
                        Operation.MODELS,
                        "AnthropicModels",
                        List.of("/v1/models", ONE_MODEL + "*"),
                        List.of("GET"),
                        "",
                        Optional.of("anthropic-version")),
                DOCUMENT);
    }

    @Override
    public RequestView read(String path, ByteBuffer body) {
        return ModelsRequest.read(path, ONE_MODEL, body);
    }

    /** The reference allows the epoch for a release date that is not known. */
    @Override
    public Optional<Document> models(List<String> models) {
        String entries = models.stream()
                .map(JsonText::quote)
                .map(model -> "{\"type\":\"model\",\"id\":" + model + ",\"display_name\":" + model
                        + ",\"created_at\":\"1970-01-01T00:00:00Z\"}")
                .collect(Collectors.joining(","));
        String first = models.isEmpty() ? "null" : JsonText.quote(models.get(0));
        String last = models.isEmpty() ? "null" : JsonText.quote(models.get(models.size() - 1));
        String json =
                "{\"data\":[" + entries + "],\"has_more\":false,\"first_id\":" + first + ",\"last_id\":" + last + "}";
        return Optional.of(new Document(AnthropicErrors.JSON, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8))));
    }

    /** The ids of a list, or the id of one model. */
    @Override
    public Optional<List<String>> readModels(ByteBuffer body) {
        JsonNode answer = JsonTree.find(body).orElse(null);
        if (answer == null) {
            return Optional.empty();
        }
        if (answer.path("data").isArray()) {
            List<String> ids = new ArrayList<>();
            for (JsonNode model : answer.path("data")) {
                if (model.path("id").isTextual()) {
                    ids.add(model.path("id").textValue());
                }
            }
            return Optional.of(ids);
        }
        return Optional.of(answer.path("id")).filter(JsonNode::isTextual).map(id -> List.of(id.textValue()));
    }
}
