package io.camelid.format.openai.internal;

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

/** Reads along with an answer, be it one document or a stream of events that each are one. */
final class AnswerObserver implements ResponseObserver, JsonFindings, SseHandler {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
    private static final int LONGEST_ENDING = "response.incomplete".length();

    private final Places beforeContent;
    private final Places afterContent;
    private final JsonScanner scanner;
    private final SseReader events;
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
    private long output = -1;
    private long cacheRead = -1;
    private long cacheWrite = -1;
    private long reasoning = -1;

    private AnswerObserver(boolean stream, Places beforeContent, Places afterContent) {
        this.beforeContent = beforeContent;
        this.afterContent = afterContent;
        places = beforeContent;
        scanner = new JsonScanner(beforeContent.paths(), this);
        events = stream ? new SseReader(this) : null;
    }

    /** An observer of one document. */
    static AnswerObserver ofDocument(Places places) {
        return new AnswerObserver(false, places, places);
    }

    /**
     * An observer of events.
     *
     * @param beforeContent where to look until the first content has come
     * @param afterContent where to look then; fewer places cost less for each of many events
     */
    static AnswerObserver ofEvents(Places beforeContent, Places afterContent) {
        return new AnswerObserver(true, beforeContent, afterContent);
    }

    @Override
    public void observe(ByteBuffer chunk) {
        if (events == null) {
            chunks.read(chunk, scanner::scan);
            complete = scanner.finished();
        } else {
            events.read(chunk);
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
            case INPUT -> input = JsonText.count(json, from, to);
            case OUTPUT -> output = JsonText.count(json, from, to);
            case CACHE_READ -> cacheRead = JsonText.count(json, from, to);
            case CACHE_WRITE -> cacheWrite = JsonText.count(json, from, to);
            case REASONING -> reasoning = JsonText.count(json, from, to);
            case ERROR, ERROR_MESSAGE -> failed(JsonText.string(json, from, to));
            case CONTENT -> contentSeen |= to > from;
            case ITEM_TYPE -> itemOf(JsonText.string(json, from, to));
            case FINISH_REASON -> ending |= to > from;
            case EVENT_TYPE -> {
                // Most events are deltas, whose types are longer than the ones that matter.
                if (to - from <= LONGEST_ENDING) {
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
        contentSeen |= !type.equals("message") && !type.equals("reasoning");
    }

    private void eventOf(String type) {
        switch (type) {
            case "response.completed", "response.incomplete" -> ending = true;
            case "response.failed" -> {
                ending = true;
                failed();
            }
            case "error" -> failed();
            default -> {}
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
        return new Usage(input, output, cacheRead, cacheWrite, reasoning);
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }
}
