package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.Answer;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.internal.balance.Trial;
import io.camelid.gateway.internal.translation.Translation;
import io.camelid.gateway.internal.translation.Translator;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client asks of providers, read once; every try is made from it. */
final class LlmPlan {
    /** Usage can only be read from an answer that is not compressed. */
    private static final HeaderField UNENCODED = HeaderField.of("Accept-Encoding", "identity");

    private static final HeaderChanges READABLE = HeaderChanges.setting(List.of(UNENCODED));
    private static final HeaderField JSON = HeaderField.of("Content-Type", "application/json");

    private final FormatTable formats;
    private final Backend.Llm backend;
    private final ClientRequest request;
    private final Recognition recognition;
    private final ByteBuffer body;
    private final Format format;
    private final RequestView view;
    private final Operation operation;

    private LlmPlan(
            FormatTable formats,
            Backend.Llm backend,
            ClientRequest request,
            Recognition recognition,
            ByteBuffer body,
            Format format,
            RequestView view) {
        this.formats = formats;
        this.backend = backend;
        this.request = request;
        this.recognition = recognition;
        this.body = body;
        this.format = format;
        this.view = view;
        this.operation = format == null ? Operation.OTHER : format.describe().operation();
    }

    static LlmPlan of(
            FormatTable formats,
            Backend.Llm backend,
            ClientRequest request,
            String path,
            String prefix,
            ByteBuffer body)
            throws LlmException {
        Recognition recognition = Recognition.of(formats, backend, request.method(), request.headers(), path, prefix);
        if (recognition.type() instanceof RouteType.Spoken spoken) {
            RequestView view = spoken.format().read(recognition.path(), body);
            return new LlmPlan(formats, backend, request, recognition, body, spoken.format(), view);
        }
        return new LlmPlan(formats, backend, request, recognition, body, null, null);
    }

    Optional<Format> format() {
        return Optional.ofNullable(format);
    }

    Operation operation() {
        return operation;
    }

    String model() {
        return view == null ? "" : view.model();
    }

    boolean stream() {
        return view != null && view.stream();
    }

    Map<String, Object> parameters() {
        return view == null ? Map.of() : view.parameters();
    }

    /** The list of models that the manifest names, when no provider of the backend has one to ask for. */
    Optional<Answer> localAnswer() {
        if (operation != Operation.MODELS
                || !model().isEmpty()
                || backend.targets().stream()
                        .anyMatch(target ->
                                !target.target().formats(Operation.MODELS, "").isEmpty())) {
            return Optional.empty();
        }
        List<String> models = backend.targets().stream()
                .flatMap(target -> target.config().model().stream())
                .distinct()
                .toList();
        return format.models(models).map(LlmPlan::ok);
    }

    private static Answer ok(Document document) {
        return new Answer(200, List.of(HeaderField.of("Content-Type", document.contentType())), document.bytes());
    }

    LlmAttempt attempt(
            LiveExchange exchange, LlmWay way, Trial trial, HeaderChanges changes, TryLimits limits, Duration delay)
            throws LlmException {
        LlmTarget target = trial.target();
        LlmCall call = call(target);
        Optional<Translation> translation = translation(target, call);
        UpstreamCall prepared = target.target().prepare(call);
        return new LlmAttempt(
                exchange,
                way,
                trial,
                prepared,
                translation.isPresent() ? translated(target, call, translation.get()) : untranslated(target, call),
                format == null || !(prepared instanceof HttpCall) ? changes : negotiated(changes, translation),
                translation,
                limits,
                delay);
    }

    /** What the request becomes for a target of another format; empty where client and target speak the same. */
    private Optional<Translation> translation(LlmTarget target, LlmCall call) throws LlmException {
        if (format == null || call.format().equals(format.describe().id())) {
            return Optional.empty();
        }
        Format upstream = formats.byId(call.format()).orElseThrow();
        ByteBuffer edited = target.edits().isEmpty() ? body : view.body(target.edits());
        return Optional.of(new Translator(format, upstream).translate(recognition.path(), edited, call.model()));
    }

    /** What the request would lose on its way to a target; empty where nothing needs translating. */
    Optional<Losses> losses(LlmTarget target) throws LlmException {
        return translation(target, call(target)).map(Translation::losses);
    }

    /** The body that a target would be sent. */
    ByteBuffer sent(LlmTarget target) throws LlmException {
        LlmCall call = call(target);
        Optional<Translation> translation = translation(target, call);
        return translation.isPresent() ? translated(target, call, translation.get()) : untranslated(target, call);
    }

    private ByteBuffer untranslated(LlmTarget target, LlmCall call) {
        return view == null ? body : view.body(edits(target, call));
    }

    private ByteBuffer translated(LlmTarget target, LlmCall call, Translation translation) throws LlmException {
        List<RequestEdit> edits = target.target().edits(call);
        return edits.isEmpty()
                ? translation.body()
                : formats.byId(call.format())
                        .orElseThrow()
                        .read("", translation.body())
                        .body(edits);
    }

    /** The upstream is to read and answer its own format, whatever the client's own would be. */
    private HeaderChanges negotiated(HeaderChanges changes, Optional<Translation> translation) {
        if (translation.isEmpty()) {
            return READABLE.then(changes);
        }
        List<HeaderField> fields = new ArrayList<>(3);
        fields.add(UNENCODED);
        fields.add(HeaderField.of("Accept", translation.get().accepts()));
        if (translation.get().body().hasRemaining()) {
            fields.add(JSON);
        }
        HeaderChanges ours = HeaderChanges.setting(fields);
        return changes == HeaderChanges.NONE ? ours : changes.then(ours);
    }

    LlmCall call(LlmTarget target) throws LlmException {
        boolean callerPays = target.config().auth() instanceof Auth.Passthrough;
        String query = callerPays ? request.query() : QueryCredentials.strip(request.query());
        String model = operation() == Operation.MODELS
                ? model()
                : target.config().model().orElse(model());
        if (format == null) {
            return new LlmCall(
                    Operation.OTHER,
                    FormatId.OPAQUE,
                    model,
                    false,
                    request.method(),
                    Optional.of(recognition.path()),
                    query,
                    request.headers());
        }
        if (model.isEmpty() && operation != Operation.MODELS) {
            throw new LlmException(LlmError.invalid("model_missing", "model", "missing field: model not specified"));
        }
        FormatId own = format.describe().id();
        FormatId upstream = upstreamFormat(target, model);
        boolean same = upstream.equals(own);
        return new LlmCall(
                operation,
                upstream,
                model,
                stream(),
                request.method(),
                same && recognition.named() ? Optional.of(recognition.path()) : Optional.empty(),
                same ? query : "",
                request.headers());
    }

    /** The client's own format, which needs no translation, or the best that there is a way to. */
    private FormatId upstreamFormat(LlmTarget target, String model) throws LlmException {
        FormatId own = format.describe().id();
        List<FormatId> spoken = target.target().formats(operation, model);
        if (spoken.contains(own)) {
            return own;
        }
        // Lists of models are translated, what one vendor says of a single model is not.
        List<FormatId> others = operation == Operation.MODELS && !model().isEmpty() ? List.of() : spoken;
        for (FormatId candidate : others) {
            Optional<Format> upstream = formats.byId(candidate);
            if (upstream.isPresent() && new Translator(format, upstream.get()).isPossible()) {
                return candidate;
            }
        }
        throw new LlmException(LlmError.of(
                ErrorKind.INVALID_REQUEST,
                "unsupported_conversion",
                target.provider().displayName() + " cannot be asked in the format " + own));
    }

    private List<RequestEdit> edits(LlmTarget target, LlmCall call) {
        List<RequestEdit> provider =
                format == null ? List.of() : target.target().edits(call);
        boolean renamed = format != null && !call.model().equals(model());
        if (!renamed && target.edits().isEmpty()) {
            return provider;
        }
        List<RequestEdit> all = new ArrayList<>(target.edits());
        if (renamed) {
            all.add(new RequestEdit.Model(call.model()));
        }
        all.addAll(provider);
        return all;
    }
}
