package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.json.JsonBody;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Gemini's {@code :countTokens}. */
@Component(service = Format.class)
public final class CountTokensFormat extends GeminiFormat {
    static final String METHOD = "countTokens";

    private final CountTokensCodec codec = CountTokensCodec.ofGeminiApi();

    public CountTokensFormat() {
        super(
                new FormatDescription(
                        FormatId.GEMINI_COUNT_TOKENS,
                        Operation.COUNT_TOKENS,
                        "GeminiCountTokens",
                        List.of(":" + METHOD),
                        List.of("POST"),
                        ""),
                places());
    }

    static Places places() {
        return new Places(Map.of(
                "totalTokens", Meaning.CONTENT,
                "error", Meaning.ERROR,
                "error.message", Meaning.ERROR_MESSAGE));
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        return new CountTokensRequest(GeminiPath.read(path).model(), JsonBody.read(body, Set.of()));
    }

    @Override
    public Optional<TokenCountCodec> tokenCount() {
        return Optional.of(codec);
    }

    /** A request that names its model in the path and, around a whole {@code generateContentRequest}, once more there. */
    private record CountTokensRequest(String model, JsonBody json) implements RequestView {
        @Override
        public boolean stream() {
            return false;
        }

        @Override
        public ByteBuffer body(List<RequestEdit> edits) {
            ByteBuffer edited = json.edited(edits.stream()
                    .filter(edit -> !(edit instanceof RequestEdit.Model))
                    .toList());
            for (RequestEdit edit : edits) {
                if (edit instanceof RequestEdit.Model named) {
                    edited = withModel(edited, named.name());
                }
            }
            return edited;
        }

        /** The API refuses a request in which the two differ. */
        private static ByteBuffer withModel(ByteBuffer body, String model) {
            if (JsonTree.find(body).orElse(null) instanceof ObjectNode tree
                    && tree.get(CountTokensCodec.WHOLE_REQUEST) instanceof ObjectNode whole
                    && whole.has(CountTokensCodec.MODEL)) {
                whole.put(CountTokensCodec.MODEL, CountTokensCodec.resource(model));
                return JsonTree.bytes(tree);
            }
            return body;
        }
    }
}
