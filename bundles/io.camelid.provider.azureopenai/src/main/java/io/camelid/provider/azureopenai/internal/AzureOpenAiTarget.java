package io.camelid.provider.azureopenai.internal;

import io.camelid.provider.azureopenai.internal.entra.TokenCache;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One configured resource of Azure. Its paths are not those of OpenAI, so they are rebuilt for every call,
 * whatever path the client used and whatever host the manifest names.
 */
final class AzureOpenAiTarget implements ProviderTarget {
    private static final CredentialLocation API_KEY = new CredentialLocation.Header("api-key", "");
    private static final String ANTHROPIC_VERSION = "anthropic-version";

    private static final Map<FormatId, String> SUFFIXES = Map.of(
            FormatId.COMPLETIONS, "/chat/completions",
            FormatId.RESPONSES, "/responses",
            FormatId.EMBEDDINGS, "/embeddings",
            FormatId.MODELS, "/models",
            FormatId.MESSAGES, "/messages",
            FormatId.MESSAGES_COUNT_TOKENS, "/messages/count_tokens");

    private static final Set<FormatId> ANTHROPIC = Set.of(FormatId.MESSAGES, FormatId.MESSAGES_COUNT_TOKENS);

    /** What a dated API looks for below a deployment's path; the other calls name it in the body. */
    private static final Set<FormatId> BELOW_DEPLOYMENT = Set.of(FormatId.COMPLETIONS, FormatId.EMBEDDINGS);

    /** What Azure allows as the name of a deployment or model: nothing that would mean more in a path. */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,128}");

    /** Without it a stream does not say what it cost. */
    private static final RequestEdit ASK_FOR_USAGE =
            new RequestEdit.Default("stream_options", "{\"include_usage\":true}");

    private static final RequestEdit NEW_LIMIT = new RequestEdit.Rename("max_tokens", "max_completion_tokens");

    /** For an API that answers 400 to what it does not know. */
    private static final List<RequestEdit> OLD_PARAMETERS = List.of(
            new RequestEdit.Rename("max_completion_tokens", "max_tokens"),
            new RequestEdit.Remove("max_completion_tokens"),
            new RequestEdit.Remove("stream_options"));

    private final AzureResource resource;
    private final ApiVersion version;
    private final Optional<String> deployment;
    private final EndpointOverride endpoint;
    private final Address address;
    private final Auth auth;
    private final Optional<TokenCache> tokens;

    /**
     * @param deployment what serves every call, whatever model it names
     * @param tokens of Microsoft Entra ID, where they are how this target authenticates
     */
    AzureOpenAiTarget(
            AzureResource resource,
            ApiVersion version,
            Optional<String> deployment,
            EndpointOverride endpoint,
            Auth auth,
            Optional<TokenCache> tokens) {
        this.resource = resource;
        this.version = version;
        this.deployment = deployment;
        this.endpoint = endpoint;
        this.address = endpoint.addressOr(resource.address());
        this.auth = auth;
        this.tokens = tokens;
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        boolean claude = resource.foundry() && deployment.orElse(model).startsWith("claude");
        return switch (operation) {
            case CHAT -> {
                if (claude) {
                    yield List.of(FormatId.MESSAGES);
                }
                yield version.hasResponses()
                        ? List.of(FormatId.COMPLETIONS, FormatId.RESPONSES)
                        : List.of(FormatId.COMPLETIONS);
            }
            case EMBEDDINGS -> claude ? List.of() : List.of(FormatId.EMBEDDINGS);
            case COUNT_TOKENS -> claude ? List.of(FormatId.MESSAGES_COUNT_TOKENS) : List.of();
            case MODELS -> List.of(FormatId.MODELS);
            case RERANK, OTHER -> List.of();
        };
    }

    @Override
    public List<RequestEdit> edits(LlmCall call) {
        List<RequestEdit> edits = new ArrayList<>();
        if (call.operation() != Operation.MODELS && !(version.isDated() && BELOW_DEPLOYMENT.contains(call.format()))) {
            deployment.ifPresent(name -> edits.add(new RequestEdit.Model(name)));
        }
        if (call.format().equals(FormatId.COMPLETIONS)) {
            if (!version.takesNewParameters()) {
                edits.addAll(OLD_PARAMETERS);
            } else {
                // A deployment's name does not say which model it is; all take the new name, some only that.
                boolean translated = call.clientPath().isEmpty();
                if (translated || isGpt(call.model()) || isGpt(deployment.orElse(""))) {
                    edits.add(NEW_LIMIT);
                }
                if (call.stream()) {
                    edits.add(ASK_FOR_USAGE);
                }
            }
        }
        return edits;
    }

    /** OpenAI's own models; those with open weights are served by other software. */
    private static boolean isGpt(String model) {
        return model.startsWith("gpt-") && !model.startsWith("gpt-oss");
    }

    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        if (call.operation() == Operation.OTHER) {
            return HttpCall.of(call, address, call.clientPath().orElse("/"));
        }
        String path = path(call);
        String query = Stream.concat(
                        apiVersion(call, path),
                        Arrays.stream(call.query().split("&")).filter(pair -> !isVersion(pair)))
                .filter(pair -> !pair.isEmpty())
                .collect(Collectors.joining("&"));
        String target = query.isEmpty() ? path : path + (path.indexOf('?') < 0 ? "?" : "&") + query;
        HttpCall prepared = new HttpCall(call.method(), address, target, List.of());
        return ANTHROPIC.contains(call.format())
                        && call.clientHeaders().first(ANTHROPIC_VERSION).isEmpty()
                ? prepared.with(HeaderField.of(ANTHROPIC_VERSION, "2023-06-01"))
                : prepared;
    }

    /** The manifest's version; the client's belongs to the URL that the client made. */
    private Stream<String> apiVersion(LlmCall call, String path) {
        return ANTHROPIC.contains(call.format()) || path.contains("api-version=")
                ? Stream.empty()
                : Stream.of(version.query());
    }

    private static boolean isVersion(String pair) {
        return pair.equals("api-version") || pair.startsWith("api-version=");
    }

    private String path(LlmCall call) throws LlmException {
        String suffix = SUFFIXES.get(call.format());
        if (suffix == null) {
            throw new LlmException(LlmError.of(
                    ErrorKind.INVALID_REQUEST,
                    "unsupported_conversion",
                    "Azure OpenAI cannot be asked in the format " + call.format() + "."));
        }
        if (call.operation() == Operation.MODELS && !call.model().isEmpty()) {
            suffix = suffix + "/" + segment(call.model());
        }
        if (endpoint.fullPath().isPresent()) {
            return endpoint.fullPath().get();
        }
        return (endpoint.pathPrefix().isPresent() ? endpoint.pathPrefix().get() : base(call)) + suffix;
    }

    private String base(LlmCall call) throws LlmException {
        if (ANTHROPIC.contains(call.format())) {
            return "/anthropic/v1";
        }
        if (version.isDated()) {
            return BELOW_DEPLOYMENT.contains(call.format())
                    ? "/openai/deployments/" + segment(deployment.orElse(call.model()))
                    : "/openai";
        }
        return resource.foundry() ? "/api/projects/" + resource.project() + "/openai/v1" : "/openai/v1";
    }

    private static String segment(String name) throws LlmException {
        if (!NAME.matcher(name).matches()) {
            throw new LlmException(LlmError.invalid(
                    "invalid_model", "model", "'" + name + "' is no name of a model or deployment in Azure."));
        }
        return name;
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        if (auth instanceof Auth.Key key) {
            return CompletableFuture.completedFuture(call.with(key, API_KEY));
        }
        if (tokens.isEmpty()) {
            return CompletableFuture.completedFuture(call);
        }
        return tokens.get()
                .token()
                .thenApply(token -> call.with(HeaderField.secret("Authorization", "Bearer " + token.reveal())));
    }
}
