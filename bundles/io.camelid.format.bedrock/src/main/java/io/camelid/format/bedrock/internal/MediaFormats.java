package io.camelid.format.bedrock.internal;

import io.camelid.spi.chat.Part.Media.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code format}s of Converse's media blocks, and the media types that they stand for. */
final class MediaFormats {
    /** Of several with one format the first is what it is read as. */
    private record Known(Kind kind, String format, String mediaType) {}

    private static final List<Known> ALL = List.of(
            new Known(Kind.IMAGE, "png", "image/png"),
            new Known(Kind.IMAGE, "jpeg", "image/jpeg"),
            new Known(Kind.IMAGE, "jpeg", "image/jpg"),
            new Known(Kind.IMAGE, "gif", "image/gif"),
            new Known(Kind.IMAGE, "webp", "image/webp"),
            new Known(Kind.DOCUMENT, "pdf", "application/pdf"),
            new Known(Kind.DOCUMENT, "csv", "text/csv"),
            new Known(Kind.DOCUMENT, "doc", "application/msword"),
            new Known(Kind.DOCUMENT, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            new Known(Kind.DOCUMENT, "xls", "application/vnd.ms-excel"),
            new Known(Kind.DOCUMENT, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            new Known(Kind.DOCUMENT, "html", "text/html"),
            new Known(Kind.DOCUMENT, "txt", "text/plain"),
            new Known(Kind.DOCUMENT, "md", "text/markdown"),
            new Known(Kind.VIDEO, "mp4", "video/mp4"),
            new Known(Kind.VIDEO, "mkv", "video/x-matroska"),
            new Known(Kind.VIDEO, "mov", "video/quicktime"),
            new Known(Kind.VIDEO, "webm", "video/webm"),
            new Known(Kind.VIDEO, "flv", "video/x-flv"),
            new Known(Kind.VIDEO, "mpeg", "video/mpeg"),
            new Known(Kind.VIDEO, "mpg", "video/mpeg"),
            new Known(Kind.VIDEO, "wmv", "video/x-ms-wmv"),
            new Known(Kind.VIDEO, "three_gp", "video/3gpp"),
            new Known(Kind.AUDIO, "mp3", "audio/mpeg"),
            new Known(Kind.AUDIO, "mp3", "audio/mp3"),
            new Known(Kind.AUDIO, "wav", "audio/wav"),
            new Known(Kind.AUDIO, "wav", "audio/x-wav"),
            new Known(Kind.AUDIO, "flac", "audio/flac"),
            new Known(Kind.AUDIO, "ogg", "audio/ogg"),
            new Known(Kind.AUDIO, "opus", "audio/opus"),
            new Known(Kind.AUDIO, "aac", "audio/aac"),
            new Known(Kind.AUDIO, "m4a", "audio/mp4"),
            new Known(Kind.AUDIO, "webm", "audio/webm"),
            new Known(Kind.AUDIO, "pcm", "audio/pcm"));

    private MediaFormats() {}

    /** The name of the block's member. */
    static String member(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** The format of a media type, whose parameters are of no account. */
    static Optional<String> format(Kind kind, String mediaType) {
        int parameters = mediaType.indexOf(';');
        String plain = (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(known -> known.kind == kind && known.mediaType.equals(plain))
                .map(Known::format)
                .findFirst();
    }

    /** The format that a file's name ends with. */
    static Optional<String> formatOfFile(Kind kind, String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String wanted = ending.equals("jpg") ? "jpeg" : ending;
        return ALL.stream()
                .filter(known -> known.kind == kind && known.format.equals(wanted))
                .map(Known::format)
                .findFirst();
    }

    /** The media type of a format; of one that is not known, a guess by its name. */
    static String mediaType(Kind kind, String format) {
        return ALL.stream()
                .filter(known -> known.kind == kind && known.format.equals(format))
                .map(Known::mediaType)
                .findFirst()
                .orElseGet(() -> (kind == Kind.DOCUMENT ? "application" : member(kind)) + "/" + format);
    }
}
