package io.camelid.format.observe;

import io.camelid.format.ChunkReader;
import io.camelid.format.json.JsonFindings;
import io.camelid.format.json.JsonScanner;
import io.camelid.format.json.JsonText;
import io.camelid.format.sse.SseHandler;
import io.camelid.format.sse.SseReader;
import io.camelid.spi.Usage;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads along with an answer, be it one document or a stream of events that each are one. For every event of a stream
 * that is passed through it costs a scan, so it builds nothing. For one answer; not thread-safe.
 */
public final class AnswerObserver implements ResponseObserver, JsonFindings, SseHandler {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final Places beforeContent;
    private final Places afterContent;
    private final JsonScanner scanner;
    private final Consumer<ByteBuffer> events;
    private final ChunkReader chunks = new ChunkReader();

    /** Where to look in the current document. */
    private Places places;
    /** How many bytes of the current event have been held against {@link #DONE}, and how many agreed. */
    private int compared;

    private int agreed;

    /** Whether the current event, once it is whole, is the one that ends the answer. */
    private boolean ending;

    private boolean contentSeen;
    private boolean complete;
    private String error;
    private String model;
    private long input = -1;
    private boolean inputBesideCache;
    private long inputApart;
    private long output = -1;
    private boolean outputBesideReasoning;
    private long cacheRead = -1;
    private long cacheWrite = -1;
    private long reasoning = -1;

    private AnswerObserver(
            Places beforeContent, Places afterContent, Function<SseHandler, Consumer<ByteBuffer>> framing) {
        this.beforeContent = beforeContent;
        this.afterContent = afterContent;
        places = beforeContent;
        scanner = new JsonScanner(beforeContent.paths(), this);
        events = framing == null ? null : framing.apply(this);
    }

    /** An observer of one document. */
    public static AnswerObserver ofDocument(Places places) {
        return new AnswerObserver(places, places, null);
    }

    /**
     * An observer of server-sent events.
     *
     * @param beforeContent where to look until the first content has come
     * @param afterContent where to look then; fewer places cost less for each of many events
     */
    public static AnswerObserver ofEvents(Places beforeContent, Places afterContent) {
        return ofEvents(beforeContent, afterContent, handler -> new SseReader(handler)::read);
    }

    /**
     * An observer of events in a framing of its own.
     *
     * @param framing makes what takes the stream's chunks and tells the documents and types of the events in it
     */
    public static AnswerObserver ofEvents(
            Places beforeContent, Places afterContent, Function<SseHandler, Consumer<ByteBuffer>> framing) {
        return new AnswerObserver(beforeContent, afterContent, framing);
    }

    @Override
    public void observe(ByteBuffer chunk) {
        if (events == null) {
            chunks.read(chunk, scanner::scan);
            complete = scanner.finished();
        } else {
            events.accept(chunk);
        }
    }

    @Override
    public void data(byte[] bytes, int from, int to) {
        for (int at = from; at < to && agreed == compared; at++) {
            agreed += compared < DONE.length && bytes[at] == DONE[compared] ? 1 : 0;
            compared++;
        }
        scanner.scan(bytes, from, to);
    }

    @Override
    public void dispatch(String type) {
        if (places.typedByFraming()) {
            eventOf(type);
        }
        complete |= ending || agreed == DONE.length && compared == agreed;
        ending = false;
        agreed = 0;
        compared = 0;
        places = contentSeen ? afterContent : beforeContent;
        scanner.restart(places.paths());
    }

    @Override
    public void scalar(int path, byte[] json, int from, int to, boolean quoted) {
        if (!quoted && JsonText.isNull(json, from, to)) {
            return;
        }
        switch (places.meaning(path)) {
            case MODEL -> model = JsonText.string(json, from, to);
            case INPUT -> {
                input = JsonText.count(json, from, to);
                inputBesideCache = false;
            }
            case INPUT_BESIDE_CACHE -> {
                input = JsonText.count(json, from, to);
                inputBesideCache = true;
            }
            case INPUT_APART -> inputApart = JsonText.count(json, from, to);
            case OUTPUT -> {
                output = JsonText.count(json, from, to);
                outputBesideReasoning = false;
            }
            case OUTPUT_BESIDE_REASONING -> {
                output = JsonText.count(json, from, to);
                outputBesideReasoning = true;
            }
            case CACHE_READ -> cacheRead = JsonText.count(json, from, to);
            case CACHE_WRITE -> cacheWrite = JsonText.count(json, from, to);
            case REASONING -> reasoning = JsonText.count(json, from, to);
            case ERROR, ERROR_MESSAGE -> failed(JsonText.string(json, from, to));
            case CONTENT -> contentSeen |= to > from;
            case ITEM_TYPE -> itemOf(JsonText.string(json, from, to));
            case FINISH_REASON -> ending |= to > from;
            case EVENT_TYPE -> {
                // Most events are deltas, whose types are longer than the ones that matter.
                if (to - from <= places.longestType()) {
                    eventOf(JsonText.string(json, from, to));
                }
            }
        }
    }

    @Override
    public void object(int path) {
        switch (places.meaning(path)) {
            case CONTENT -> contentSeen = true;
            case ERROR -> failed();
            default -> {}
        }
    }

    private void itemOf(String type) {
        contentSeen |= !places.types().announcements().contains(type);
    }

    private void eventOf(String type) {
        ending |= places.types().endings().contains(type);
        if (places.types().errors().contains(type)) {
            failed();
        }
    }

    /** An error of which no more is known yet. */
    private void failed() {
        failed(error == null ? "the provider reported an error" : error);
    }

    private void failed(String message) {
        contentSeen = true;
        error = message;
    }

    @Override
    public boolean contentSeen() {
        return contentSeen;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    @Override
    public Usage usage() {
        return new Usage(
                sum(input, inputApart, inputBesideCache ? cacheRead : 0, inputBesideCache ? cacheWrite : 0),
                sum(output, outputBesideReasoning ? reasoning : 0),
                cacheRead,
                cacheWrite,
                reasoning);
    }

    /** A count with those added that are known; unknown if it is itself. */
    private static long sum(long count, long... more) {
        long sum = count;
        for (long one : more) {
            sum += count < 0 ? 0 : Math.max(0, one);
        }
        return sum;
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }
}
