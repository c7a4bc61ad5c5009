package io.camelid.provider.bedrock.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.PathSegment;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One configured Bedrock.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html">AWS:
 *     Amazon Bedrock Runtime</a>
 */
final class BedrockTarget implements ProviderTarget {
    /** An error in the model, or one that Bedrock cannot tell from it: not of the request. */
    private static final int FAILED_DEPENDENCY = 424;

    private static final Set<String> SIGNATURE = Set.of("x-amz-date", "x-amz-content-sha256", "x-amz-security-token");

    private final Address address;
    private final EndpointOverride endpoint;
    private final List<RequestEdit> guardrail;
    private final Signing signing;

    BedrockTarget(EndpointOverride endpoint, BedrockSettings settings, Signing signing) {
        this.address = endpoint.addressOr(Address.https("bedrock-runtime." + settings.region() + ".amazonaws.com"));
        this.endpoint = endpoint;
        this.guardrail =
                settings.guardrail().map(BedrockTarget::config).stream().toList();
        this.signing = signing;
    }

    private static RequestEdit config(BedrockSettings.Guardrail guardrail) {
        return new RequestEdit.Set(
                "guardrailConfig",
                "{\"guardrailIdentifier\":\"%s\",\"guardrailVersion\":\"%s\",\"trace\":\"enabled\"}"
                        .formatted(guardrail.identifier(), guardrail.version()));
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return switch (operation) {
            case CHAT -> List.of(FormatId.CONVERSE);
            case COUNT_TOKENS -> List.of(FormatId.BEDROCK_COUNT_TOKENS);
            case EMBEDDINGS -> embeddings(model);
            case RERANK, MODELS, OTHER -> List.of();
        };
    }

    /** Embedding models have no common language. */
    private static List<FormatId> embeddings(String model) {
        if (model.contains("titan-embed")) {
            return List.of(FormatId.TITAN_EMBEDDINGS);
        }
        return model.contains("cohere.embed") ? List.of(FormatId.COHERE_EMBEDDINGS) : List.of();
    }

    @Override
    public List<RequestEdit> edits(LlmCall call) {
        return call.format().equals(FormatId.CONVERSE) ? guardrail : List.of();
    }

    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        if (call.operation() == Operation.OTHER) {
            return forwarded(HttpCall.of(call, address, call.clientPath().orElse("/")), call);
        }
        boolean events = call.stream() && call.format().equals(FormatId.CONVERSE);
        HttpCall http = HttpCall.of(call, address, path(call))
                .with(HeaderField.of("Content-Type", "application/json"))
                .with(HeaderField.of("Accept", events ? "application/vnd.amazon.eventstream" : "application/json"));
        return forwarded(http, call);
    }

    /**
     * A client's own path may stay where the provider is another host, but only if it asks for the same
     * model in the same way: both are part of it.
     */
    private String path(LlmCall call) throws LlmException {
        String suffix = "/model/" + PathSegment.encode(call.model()) + "/" + action(call);
        String path = endpoint.pathOr(call, "", suffix);
        boolean clients = endpoint.fullPath().isEmpty()
                && call.clientPath().filter(path::equals).isPresent();
        return clients && !withPlainColons(path).endsWith(suffix) ? suffix : path;
    }

    /** As AWS's SDKs do not write them. */
    private static String withPlainColons(String path) {
        return path.replace("%3A", ":").replace("%3a", ":");
    }

    private static String action(LlmCall call) throws LlmException {
        FormatId format = call.format();
        if (format.equals(FormatId.CONVERSE)) {
            return call.stream() ? "converse-stream" : "converse";
        }
        if (format.equals(FormatId.BEDROCK_COUNT_TOKENS)) {
            return "count-tokens";
        }
        if (format.equals(FormatId.TITAN_EMBEDDINGS) || format.equals(FormatId.COHERE_EMBEDDINGS)) {
            return "invoke";
        }
        throw new LlmException(LlmError.of(
                ErrorKind.INVALID_REQUEST,
                "unsupported_conversion",
                "Bedrock cannot be asked in the format " + format + "."));
    }

    /**
     * The client's fields of AWS's own are made part of the call, so that they are signed: AWS refuses them
     * otherwise.
     */
    private static HttpCall forwarded(HttpCall call, LlmCall from) {
        Map<String, String> fields = new LinkedHashMap<>();
        from.clientHeaders().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz") && !SIGNATURE.contains(lower)) {
                fields.merge(lower, value, (first, second) -> first + "," + second);
            }
        });
        HttpCall result = call;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            result = result.with(HeaderField.of(field.getKey(), field.getValue()));
        }
        return result;
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return signing.sign(call, body);
    }

    @Override
    public boolean isFailure(int status) {
        return status == FAILED_DEPENDENCY || ProviderTarget.super.isFailure(status);
    }

    @Override
    public void close() {
        signing.close();
    }
}
