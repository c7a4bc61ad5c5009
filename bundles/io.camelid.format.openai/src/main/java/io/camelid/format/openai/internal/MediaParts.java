package io.camelid.format.openai.internal;

import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Part.Media.Kind;
import java.util.Map;
import java.util.Optional;

/** Pictures, sounds and documents in the content of either of OpenAI's chat APIs. */
final class MediaParts {
    private static final Map<String, String> AUDIO_TYPES = Map.of("mp3", "audio/mpeg", "wav", "audio/wav");
    /** The first characters of pictures in base64, from the marks at their beginnings. */
    private static final Map<String, String> MARKS = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "UklGR", "image/webp",
            "JVBERi0", "application/pdf");

    private MediaParts() {}

    /** What stands behind a {@code data:} or other URL. */
    static Media at(String url, Kind kind, Optional<String> detail) {
        Optional<DataUri> data = DataUri.parse(url);
        return data.isPresent()
                ? new Media(
                        kind, data.get().mediaType(), new Media.Data(data.get().base64()), Optional.empty(), detail)
                : new Media(kind, "", new Media.Url(url), Optional.empty(), detail);
    }

    /** {@code input_audio} of either API. */
    static Media audio(Members audio) throws LlmException {
        String format = audio.requiredString("format");
        return Media.of(
                Kind.AUDIO,
                AUDIO_TYPES.getOrDefault(format, "audio/" + format),
                new Media.Data(audio.requiredString("data")));
    }

    /** A file by {@code file_id}, {@code file_url} or {@code file_data}, flat in an object. */
    static Media file(Members file) throws LlmException {
        Optional<String> name = file.string("filename");
        Optional<String> id = file.string("file_id");
        Optional<String> url = file.string("file_url");
        Optional<String> data = file.string("file_data");
        if (id.isPresent()) {
            return new Media(Kind.DOCUMENT, "", new Media.FileId(id.get()), name, Optional.empty());
        }
        if (url.isPresent()) {
            return named(at(url.get(), Kind.DOCUMENT, Optional.empty()), name);
        }
        if (data.isEmpty()) {
            throw file.invalid("file_data", "A file needs '" + file.path("file_data") + "' or 'file_id'.");
        }
        DataUri uri = DataUri.parse(data.get()).orElseGet(() -> new DataUri("", data.get()));
        String type = uri.mediaType().isEmpty() ? typeOf("", uri.base64(), "") : uri.mediaType();
        return new Media(Kind.DOCUMENT, type, new Media.Data(uri.base64()), name, Optional.empty());
    }

    private static Media named(Media media, Optional<String> name) {
        return new Media(media.kind(), media.mediaType(), media.source(), name, media.detail());
    }

    /** Content as a {@code data:} URI. */
    static String uri(Media media, Media.Data data) {
        String otherwise = media.kind() == Kind.IMAGE ? "image/png" : "application/pdf";
        return new DataUri(typeOf(media.mediaType(), data.base64(), otherwise), data.base64()).toString();
    }

    private static String typeOf(String said, String base64, String otherwise) {
        if (!said.isEmpty()) {
            return said;
        }
        for (Map.Entry<String, String> mark : MARKS.entrySet()) {
            if (base64.startsWith(mark.getKey())) {
                return mark.getValue();
            }
        }
        return otherwise;
    }

    /** A document's name, which OpenAI insists on. */
    static String nameOf(Media media) {
        if (media.name().isPresent()) {
            return media.name().get();
        }
        String type = media.mediaType();
        String ending = type.startsWith("text/") ? type.equals("text/plain") ? "txt" : type.substring(5) : "pdf";
        return "document." + ending.replaceAll("[^a-z0-9]", "_");
    }

    /** The {@code format} of a sound, if OpenAI takes it. */
    static Optional<String> audioFormat(String mediaType) {
        return switch (mediaType) {
            case "audio/mpeg", "audio/mp3" -> Optional.of("mp3");
            case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave" -> Optional.of("wav");
            default -> Optional.empty();
        };
    }
}
