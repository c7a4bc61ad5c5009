package io.camelid.provider.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LocalAnswer;
import io.camelid.spi.provider.LocalCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** The demo with one Backend entry's pace. */
final class DemoTarget implements ProviderTarget {
    /** Without it a stream does not say what it cost. */
    private static final RequestEdit ASK_FOR_USAGE =
            new RequestEdit.Default("stream_options", "{\"include_usage\":true}");

    private final DemoTimer timer;
    private final int tokensPerSecond;
    private final AnswerFactory answers;
    private final AtomicBoolean closed = new AtomicBoolean();

    DemoTarget(DemoTimer timer, int tokensPerSecond) {
        this.timer = timer.hold();
        this.tokensPerSecond = tokensPerSecond;
        this.answers = new AnswerFactory(timer);
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return switch (operation) {
            case CHAT -> List.of(FormatId.COMPLETIONS);
            case EMBEDDINGS -> List.of(FormatId.EMBEDDINGS);
            case MODELS -> List.of(FormatId.MODELS);
            case RERANK, COUNT_TOKENS, OTHER -> List.of();
        };
    }

    @Override
    public List<RequestEdit> edits(LlmCall call) {
        return call.stream() && call.format().equals(FormatId.COMPLETIONS) ? List.of(ASK_FOR_USAGE) : List.of();
    }

    @Override
    public UpstreamCall prepare(LlmCall call) {
        return new LocalCall(body -> answer(call, body));
    }

    private CompletionStage<LocalAnswer> answer(LlmCall call, ByteBuffer body) {
        DemoModel model = DemoModel.named(call.model(), tokensPerSecond);
        CompletableFuture<LocalAnswer> answer = new CompletableFuture<>();
        if (!model.silent()) {
            // Even a large body is read on the demo's own thread and not on the caller's.
            timer.runAfter(model.headStart(), () -> complete(answer, call, model, body));
        }
        return answer;
    }

    private void complete(CompletableFuture<LocalAnswer> answer, LlmCall call, DemoModel model, ByteBuffer body) {
        if (answer.isDone()) {
            return;
        }
        try {
            answer.complete(answerNow(call, model, body));
        } catch (BadRequest bad) {
            answer.complete(answers.error(400, bad));
        } catch (RuntimeException defect) {
            answer.completeExceptionally(defect);
        }
    }

    private LocalAnswer answerNow(LlmCall call, DemoModel model, ByteBuffer body) throws BadRequest {
        if (call.operation() == Operation.MODELS) {
            return answers.models(call.model());
        }
        if (model.isError()) {
            return answers.provokedError(model.status());
        }
        JsonNode request = RequestJson.object(body);
        if (call.operation() == Operation.EMBEDDINGS) {
            return answers.json(Embeddings.answer(request, call.model()), model);
        }
        ChatReply reply = ChatReply.to(request);
        ChatWriter writer = new ChatWriter(call.model(), Instant.now(), reply);
        return RequestJson.isTrue(request, "stream")
                ? answers.events(
                        writer.events(RequestJson.isTrue(request.path("stream_options"), "include_usage")), model)
                : answers.json(writer.document(), model);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            timer.release();
        }
    }
}
