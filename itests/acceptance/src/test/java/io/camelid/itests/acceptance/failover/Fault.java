package io.camelid.itests.acceptance.failover;

import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.util.Locale;

/** A way in which a provider does not do what it should. */
enum Fault {
    REFUSED(Sort.CONNECTION, "connection refused", 503),
    RESET(Sort.CONNECTION, "connection reset as soon as it is there", 503),
    UNTRUSTED(Sort.CONNECTION, "TLS: certificate of an unknown authority", 503),
    TLS_CUT(Sort.CONNECTION, "TLS: handshake cut", 503),
    TLS_SILENT(Sort.CONNECTION, "TLS: silence in the handshake", 504),

    CUT_BEFORE_HEAD(
            Sort.NO_ANSWER, "connection cut instead of an answer", 502, (speech, stream, response) -> response.cut()),
    NO_HTTP(Sort.NO_ANSWER, "something that is not HTTP", 502, (speech, stream, response) -> {
        response.raw("220 mail.test ESMTP\r\n");
        response.close();
    }),
    SILENT(Sort.NO_ANSWER, "silence: no status", 504, (speech, stream, response) -> response.stall()),

    STATUS_408(Sort.REFUSAL, "408", 408, status(408)),
    STATUS_429(Sort.REFUSAL, "429, no header that says for how long", 429, status(429)),
    STATUS_429_RETRY_AFTER(Sort.REFUSAL, "429, `retry-after: 30`", 429, status(429, "Retry-After: 30")),
    STATUS_500(Sort.REFUSAL, "500", 500, status(500)),
    STATUS_502(Sort.REFUSAL, "502, text/html", 502, (speech, stream, response) -> {
        response.begin(502, "Content-Type: text/html");
        response.chunk("<h1>Sorry</h1>");
        response.end();
    }),
    STATUS_503(Sort.REFUSAL, "503", 503, status(503)),
    STATUS_504(Sort.REFUSAL, "504", 504, status(504)),
    STATUS_529(Sort.REFUSAL, "529", 529, status(529)),
    SLOW_REFUSAL(Sort.REFUSAL, "500 whose explanation trickles", 500, (speech, stream, response) -> {
        response.begin(500, "Content-Type: application/json");
        trickle(response, " ");
    }),

    EMPTY(Sort.UNUSABLE, "200 with an empty body", 502, (speech, stream, response) -> {
        response.begin(200, "Content-Type: " + type(stream));
        response.end();
    }),
    HTML(Sort.UNUSABLE, "200, text/html", 502, (speech, stream, response) -> {
        response.begin(200, "Content-Type: text/html");
        response.chunk("<html><body>Log in to the network</body></html>");
        response.end();
    }),
    NOT_JSON(Sort.UNUSABLE, "200, not JSON", 502, (speech, stream, response) -> {
        response.begin(200, "Content-Type: " + type(stream));
        response.chunk(stream ? "data: <html>\n\n" : "<html>");
        response.end();
    }),
    TRUNCATED(Sort.UNUSABLE, "200, the end is missing", 502, (speech, stream, response) -> {
        half(speech, stream, response);
        response.end();
    }),
    CUT_BEFORE_CONTENT(Sort.UNUSABLE, "200, cut before content", 502, (speech, stream, response) -> {
        half(speech, stream, response);
        response.cut();
    }),
    ERROR_FIRST(Sort.UNUSABLE, "200, an error first", 502, (speech, stream, response) -> {
        if (stream) {
            response.events();
            speech.beginning(response);
            speech.errorEvent(response);
            response.end();
        } else {
            response.json(200, speech.error());
        }
    }),
    SILENT_BEFORE_CONTENT(Sort.UNUSABLE, "200, then silence before content", 504, (speech, stream, response) -> {
        half(speech, stream, response);
        response.stall();
    }),
    PINGS(Sort.UNUSABLE, "200, then signs of life and no content", 504, (speech, stream, response) -> {
        half(speech, stream, response);
        while (!response.awaitDisconnect(FailoverBed.BEAT)) {
            if (stream) {
                speech.ping(response);
            } else {
                response.chunk(" ");
            }
        }
    }),

    CUT_AFTER_CONTENT(Sort.BROKEN_OFF, "200, cut after content", 0, (speech, stream, response) -> {
        half(speech, stream, response);
        speech.word(response);
        response.cut();
    }),
    END_AFTER_CONTENT(Sort.BROKEN_OFF, "200, ends after content without saying so", 0, (speech, stream, response) -> {
        half(speech, stream, response);
        speech.word(response);
        response.end();
    }),
    ERROR_AFTER_CONTENT(Sort.BROKEN_OFF, "200, an error after content", 0, (speech, stream, response) -> {
        half(speech, stream, response);
        speech.word(response);
        speech.errorEvent(response);
        response.end();
    }),

    STATUS_400(Sort.CALLERS, "400", 400, status(400)),
    STATUS_401(Sort.CALLERS, "401", 401, status(401)),
    STATUS_403(Sort.CALLERS, "403", 403, status(403)),
    STATUS_404(Sort.CALLERS, "404", 404, status(404)),
    STATUS_413(Sort.CALLERS, "413", 413, status(413)),
    STATUS_422(Sort.CALLERS, "422", 422, status(422));

    /** What a provider with this fault answers. */
    @FunctionalInterface
    interface Answer {
        void give(Speech speech, boolean stream, UpstreamResponse response) throws IOException;
    }

    /** What is at fault, and when. */
    enum Sort {
        CONNECTION("No connection"),
        NO_ANSWER("No answer"),
        REFUSAL("A refusal that another provider might not share"),
        UNUSABLE("A success that is none"),
        BROKEN_OFF("A stream that breaks off after content"),
        CALLERS("A refusal that any provider would share");

        private final String words;

        Sort(String words) {
            this.words = words;
        }

        /** For people. */
        String words() {
            return words;
        }
    }

    private final Sort sort;
    private final String words;
    private final int status;
    private final Answer answer;

    Fault(Sort sort, String words, int status) {
        this(sort, words, status, null);
    }

    Fault(Sort sort, String words, int status, Answer answer) {
        this.sort = sort;
        this.words = words;
        this.status = status;
        this.answer = answer;
    }

    Sort sort() {
        return sort;
    }

    /** For people. */
    String words() {
        return words;
    }

    /** With which a client is answered when nobody does better; 0 if the answer has begun by then. */
    int status() {
        return status;
    }

    /** Whether it happens before there is a request: such a provider is a server of its own. */
    boolean isOfConnection() {
        return sort == Sort.CONNECTION;
    }

    /** Whether only a limit of time ends it. */
    boolean isEndless() {
        return status == 504 && this != STATUS_504;
    }

    /** Whether the provider is right to refuse: another one would too. */
    boolean isCallers() {
        return sort == Sort.CALLERS;
    }

    /** Whether the client has a part of the answer already, which only happens in streams. */
    boolean isAfterContent() {
        return sort == Sort.BROKEN_OFF;
    }

    /** The host of the server with a fault of the connection. */
    String host() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".faults.test";
    }

    void give(Speech speech, boolean stream, UpstreamResponse response) throws IOException {
        answer.give(speech, stream, response);
    }

    private static Answer status(int status, String... headers) {
        return (speech, stream, response) -> response.json(status, speech.error(), headers);
    }

    private static void half(Speech speech, boolean stream, UpstreamResponse response) throws IOException {
        response.begin(200, "Content-Type: " + type(stream));
        if (stream) {
            speech.beginning(response);
        } else {
            response.chunk(speech.half());
        }
    }

    private static void trickle(UpstreamResponse response, String piece) throws IOException {
        while (!response.awaitDisconnect(FailoverBed.BEAT)) {
            response.chunk(piece);
        }
    }

    private static String type(boolean stream) {
        return stream ? "text/event-stream" : "application/json";
    }
}
