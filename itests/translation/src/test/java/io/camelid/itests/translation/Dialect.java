package io.camelid.itests.translation;

import io.camelid.format.anthropic.internal.MessagesFormat;
import io.camelid.format.bedrock.internal.ConverseFormat;
import io.camelid.format.gemini.internal.GenerateContentFormat;
import io.camelid.format.openai.internal.CompletionsFormat;
import io.camelid.format.openai.internal.ResponsesFormat;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.format.Format;
import java.util.Set;

/** A chat format as the golden files know it: its name in theirs, a model that speaks it, and what of it no golden file can tell. */
enum Dialect {
    COMPLETIONS(
            "completions",
            "OpenAI chat completions",
            new CompletionsFormat(),
            "gpt-4.1",
            "/v1/chat/completions",
            "/v1/chat/completions",
            Set.of("id", "created", "code")),
    RESPONSES(
            "responses",
            "OpenAI responses",
            new ResponsesFormat(),
            "gpt-4.1",
            "/v1/responses",
            "/v1/responses",
            Set.of("id", "item_id", "created_at", "code")),
    MESSAGES(
            "messages",
            "Anthropic messages",
            new MessagesFormat(),
            "claude-sonnet-4-5",
            "/v1/messages",
            "/v1/messages",
            Set.of("id", "request_id")),
    GEMINI(
            "gemini",
            "Gemini generateContent",
            new GenerateContentFormat(),
            "gemini-2.5-flash",
            "/v1beta/models/%s:generateContent",
            "/v1beta/models/%s:streamGenerateContent",
            Set.of("responseId")),
    CONVERSE(
            "converse",
            "Bedrock Converse",
            new ConverseFormat(),
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "/model/%s/converse",
            "/model/%s/converse-stream",
            Set.of("metrics"));

    private final String fileName;
    private final String title;
    private final Format format;
    private final String model;
    private final String path;
    private final String streamPath;
    private final Set<String> made;

    Dialect(
            String fileName,
            String title,
            Format format,
            String model,
            String path,
            String streamPath,
            Set<String> made) {
        this.fileName = fileName;
        this.title = title;
        this.format = format;
        this.model = model;
        this.path = path;
        this.streamPath = streamPath;
        this.made = made;
    }

    /** In the names of golden files. */
    String fileName() {
        return fileName;
    }

    /** For people. */
    String title() {
        return title;
    }

    Format format() {
        return format;
    }

    ChatCodec codec() {
        return format.chat().orElseThrow();
    }

    /** A model that providers of this format have, unless a case names another. */
    String model() {
        return model;
    }

    /** Where a client asks a model. */
    String path(String ofModel, boolean stream) {
        return (stream ? streamPath : path).formatted(ofModel);
    }

    /** Members of answers that name an answer or a time, which whoever answers makes up. */
    Set<String> made() {
        return made;
    }

    /** Whether streams are AWS's event streams, not server-sent events. */
    boolean isBinary() {
        return this == CONVERSE;
    }
}
