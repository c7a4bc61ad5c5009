package io.camelid.format.gemini.internal;

import io.camelid.spi.chat.Part.Media.Kind;
import java.util.Locale;
import java.util.Map;

/** MIME types, which tell what sort of thing something is, and which the end of a name gives away. */
final class MediaTypes {
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("wav", "audio/wav"),
            Map.entry("flac", "audio/flac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("aac", "audio/aac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/mov"),
            Map.entry("mpeg", "video/mpeg"),
            Map.entry("webm", "video/webm"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/md"),
            Map.entry("html", "text/html"),
            Map.entry("csv", "text/csv"));

    private MediaTypes() {}

    static Kind kind(String mediaType) {
        int slash = mediaType.indexOf('/');
        return switch (slash < 0 ? "" : mediaType.substring(0, slash).toLowerCase(Locale.ROOT)) {
            case "image" -> Kind.IMAGE;
            case "audio" -> Kind.AUDIO;
            case "video" -> Kind.VIDEO;
            default -> Kind.DOCUMENT;
        };
    }

    /** The type that a URI's ending stands for; empty text if it stands for none. */
    static String ofUri(String uri) {
        String ending = uri.substring(uri.lastIndexOf('.') + 1);
        return BY_ENDING.getOrDefault(ending.toLowerCase(Locale.ROOT), "");
    }
}
