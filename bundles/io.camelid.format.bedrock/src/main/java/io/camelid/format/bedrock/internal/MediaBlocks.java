package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a request's pictures, documents, sounds and films as Converse's blocks. Their content comes with the request or
 * from S3. For one request, in which documents need names of their own; not thread-safe.
 */
final class MediaBlocks {
    private static final String S3 = "s3://";
    private static final String UNNAMED = "document";
    private static final int LONGEST_NAME = 200;
    /** What the reference does not allow in names of documents. */
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9\\s\\-()\\[\\]]+");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Losses losses;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> wanted = new HashMap<>();

    MediaBlocks(Losses losses) {
        this.losses = losses;
    }

    /** @throws LlmException when Bedrock takes no such thing, or not from there */
    ObjectNode block(Media media) throws LlmException {
        if (media.detail().isPresent()) {
            losses.add(Losses.MEDIA_DETAIL);
        }
        ObjectNode block = JsonTree.object();
        ObjectNode content = block.putObject(MediaFormats.member(media.kind())).put("format", format(media));
        if (media.kind() == Media.Kind.DOCUMENT) {
            content.put("name", name(media.name().orElse(UNNAMED)));
        }
        source(media.source(), content.putObject("source"));
        return block;
    }

    private static String format(Media media) throws LlmException {
        if (media.source() instanceof Part.Media.PlainText && media.mediaType().isEmpty()) {
            return "txt";
        }
        Optional<String> format = MediaFormats.format(media.kind(), media.mediaType());
        if (format.isEmpty() && media.mediaType().isEmpty()) {
            String file = media.source() instanceof Part.Media.Url url
                    ? url.url()
                    : media.name().orElse("");
            format = MediaFormats.formatOfFile(media.kind(), file);
        }
        return format.orElseThrow(() -> refusal("Bedrock takes no " + MediaFormats.member(media.kind()) + " of type '"
                + media.mediaType() + "'; convert it to a type that its reference lists."));
    }

    private static void source(Media.Source source, ObjectNode into) throws LlmException {
        if (source instanceof Part.Media.Data data) {
            into.put("bytes", data.base64());
        } else if (source instanceof Part.Media.PlainText text) {
            into.put("bytes", Base64.getEncoder().encodeToString(text.text().getBytes(StandardCharsets.UTF_8)));
        } else if (source instanceof Part.Media.Url url && url.url().startsWith(S3)) {
            into.putObject("s3Location").put("uri", url.url());
        } else {
            throw refusal("Bedrock fetches nothing from the web and keeps no files: send the content itself as base64"
                    + " (a data: URL), or name an object in S3 (s3://).");
        }
    }

    /** Letters, digits, single spaces, hyphens and brackets; no name twice. */
    private String name(String given) {
        String plain = SPACES.matcher(FORBIDDEN.matcher(given).replaceAll(" "))
                .replaceAll(" ")
                .strip();
        String fitting = plain.isEmpty()
                ? UNNAMED
                : plain.substring(0, Math.min(plain.length(), LONGEST_NAME)).strip();
        String free = fitting;
        while (!taken.add(free)) {
            String mark = " (" + (1 + wanted.merge(fitting, 1, Integer::sum)) + ")";
            free = fitting.substring(0, Math.min(fitting.length(), LONGEST_NAME - mark.length()))
                            .strip()
                    + mark;
        }
        return free;
    }

    static LlmException refusal(String message) {
        return new LlmException(LlmError.invalid("unsupported_content", "messages", message));
    }
}
