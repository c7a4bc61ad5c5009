package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.ModelsRequest;
import io.camelid.format.json.JsonText;
import io.camelid.format.json.RequestMembers;
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

/** OpenAI models: the list, and one model by its name. Requests have no body. */
@Component(service = Format.class)
public final class ModelsFormat extends OpenAiFormat {
    private static final String ONE_MODEL = "/v1/models/";

    private static final Places DOCUMENT = new Places(Map.of(
            "data", Meaning.CONTENT,
            "id", Meaning.CONTENT,
            "error", Meaning.ERROR,
            "error.message", Meaning.ERROR_MESSAGE));

    public ModelsFormat() {
        super(
                new FormatDescription(
                        FormatId.MODELS,
                        Operation.MODELS,
                        "Models",
                        List.of("/v1/models", "/models", ONE_MODEL + "*"),
                        List.of("GET"),
                        ""),
                RequestMembers.of(List.of(), List.of()),
                DOCUMENT);
    }

    @Override
    public RequestView read(String path, ByteBuffer body) {
        return ModelsRequest.read(path, ONE_MODEL, body);
    }

    /** When the models were made is not known here; the API reference wants a number, and 0 is said. */
    @Override
    public Optional<Document> models(List<String> models) {
        String entries = models.stream()
                .map(model -> "{\"id\":" + JsonText.quote(model)
                        + ",\"object\":\"model\",\"created\":0,\"owned_by\":\"camelid\"}")
                .collect(Collectors.joining(","));
        String json = "{\"object\":\"list\",\"data\":[" + entries + "]}";
        return Optional.of(new Document(OpenAiErrors.JSON, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8))));
    }

    /** Some compatible hosts answer with the list alone, without an object around it. */
    @Override
    public Optional<List<String>> readModels(ByteBuffer body) {
        JsonNode answer = JsonTree.find(body).orElse(null);
        JsonNode list = answer == null || answer.isArray() ? answer : answer.get("data");
        if (list == null || !list.isArray()) {
            return Optional.empty();
        }
        List<String> models = new ArrayList<>(list.size());
        for (JsonNode model : list) {
            String name = Nodes.text(model, "id");
            if (!name.isEmpty()) {
                models.add(name);
            }
        }
        return Optional.of(models);
    }
}
