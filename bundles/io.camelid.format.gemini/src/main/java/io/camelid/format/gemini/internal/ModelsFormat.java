package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.ModelsRequest;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** The Gemini API's models: the list, and one model by its name. Requests have no body. */
@Component(service = Format.class)
public final class ModelsFormat extends GeminiFormat {
    private static final String LIST = "/v1beta/models";
    private static final String ONE_MODEL = LIST + "/";
    private static final String PREFIX = "models/";

    public ModelsFormat() {
        super(
                new FormatDescription(
                        FormatId.GEMINI_MODELS,
                        Operation.MODELS,
                        "GeminiModels",
                        List.of(LIST, ONE_MODEL + "*"),
                        List.of("GET"),
                        ""),
                new Places(Map.of(
                        "models", Meaning.CONTENT,
                        "name", Meaning.CONTENT,
                        "error", Meaning.ERROR,
                        "error.message", Meaning.ERROR_MESSAGE)));
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        int at = path.indexOf(ONE_MODEL);
        return new ModelsRequest(at < 0 ? "" : GeminiPath.model(path, at + ONE_MODEL.length(), path.length()), body);
    }

    @Override
    public Optional<Document> models(List<String> models) {
        ObjectNode list = JsonTree.object();
        ArrayNode entries = list.putArray("models");
        for (String model : models) {
            entries.addObject()
                    .put("name", model.startsWith(PREFIX) ? model : PREFIX + model)
                    .put("displayName", model)
                    .putArray("supportedGenerationMethods")
                    .add(GenerateContentFormat.WHOLE)
                    .add(GenerateContentFormat.STREAM)
                    .add(CountTokensFormat.METHOD);
        }
        return Optional.of(new Document(GeminiErrors.JSON, JsonTree.bytes(list)));
    }

    @Override
    public Optional<List<String>> readModels(ByteBuffer body) {
        JsonNode models = JsonTree.find(body).map(list -> list.path("models")).orElse(null);
        if (models == null || !models.isArray()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode model : models) {
            String name = model.path("name").asText();
            if (!name.isEmpty()) {
                names.add(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
            }
        }
        return Optional.of(names);
    }
}
