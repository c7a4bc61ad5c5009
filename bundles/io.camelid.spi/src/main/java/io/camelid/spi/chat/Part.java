package io.camelid.spi.chat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A piece of what is said. */
public sealed interface Part {
    /** Words. */
    record Text(String text) implements Part {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /** A model's words in which it declines. */
    record Refusal(String text) implements Part {
        public Refusal {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * What a model thought, as far as it shows it.
     *
     * @param signature the vendor's seal, needed to send the thought back
     */
    record Reasoning(String text, Optional<Signature> signature) implements Part {
        public Reasoning {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(signature, "signature");
        }
    }

    /** What a model thought, encrypted by its vendor: the seal is all there is. */
    record RedactedReasoning(Signature data) implements Part {
        public RedactedReasoning {
            Objects.requireNonNull(data, "data");
        }
    }

    /**
     * A picture, a sound, a film or a document.
     *
     * @param mediaType its MIME type; empty text if it is not known
     * @param name of a document, if it has one
     * @param detail how closely to look: {@code low}, {@code high} or {@code auto}, if it is said
     */
    record Media(Kind kind, String mediaType, Source source, Optional<String> name, Optional<String> detail)
            implements Part {
        /** What sort of thing it is. */
        public enum Kind {
            IMAGE,
            AUDIO,
            VIDEO,
            DOCUMENT
        }

        /** Where its content is. */
        public sealed interface Source {}

        /** The content itself, in base64 (RFC 4648 §4). */
        public record Data(String base64) implements Source {}

        /** To be fetched by the provider. */
        public record Url(String url) implements Source {}

        /** A file that was uploaded to the provider before. */
        public record FileId(String id) implements Source {}

        /** A document that is plain text. */
        public record PlainText(String text) implements Source {}

        public Media {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(detail, "detail");
        }

        public static Media of(Kind kind, String mediaType, Source source) {
            return new Media(kind, mediaType, source, Optional.empty(), Optional.empty());
        }
    }

    /**
     * A model wants a tool used.
     *
     * @param id ties the result to the call; may be empty text where a format has none
     * @param arguments as the model wrote them: an object as a rule, but nothing makes sure
     * @param signature the vendor's seal on the thought behind the call, if it has one
     */
    record ToolCall(String id, String name, Json arguments, Optional<Signature> signature) implements Part {
        private static final String SEAL = "__thought__";

        public ToolCall {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arguments, "arguments");
            Objects.requireNonNull(signature, "signature");
        }

        public static ToolCall of(String id, String name, Json arguments) {
            return new ToolCall(id, name, arguments, Optional.empty());
        }

        /** The id for a format without a place for the signature, which clients give back as they got it. */
        public String sealedId() {
            return signature.map(seal -> id + SEAL + seal.textFor("")).orElse(id);
        }

        /** A call whose id may be a {@link #sealedId}. */
        public static ToolCall ofSealedId(String sealedId, String name, Json arguments) {
            int at = sealedId.indexOf(SEAL);
            return at < 0
                    ? of(sealedId, name, arguments)
                    : new ToolCall(
                            sealedId.substring(0, at),
                            name,
                            arguments,
                            Optional.of(Signature.read(sealedId.substring(at + SEAL.length()), Signature.GOOGLE)));
        }

        /** The id of the call in what may be a {@link #sealedId}, as a result refers to it. */
        public static String plainId(String sealedId) {
            int at = sealedId.indexOf(SEAL);
            return at < 0 ? sealedId : sealedId.substring(0, at);
        }
    }

    /**
     * What a tool answered.
     *
     * @param callId the {@link ToolCall#id()} that it answers
     * @param name of the tool; empty text where the format does not say, and then the call does
     * @param content {@link Text}, {@link Media} and {@link CachePoint}
     * @param error whether the tool failed
     */
    record ToolResult(String callId, String name, List<Part> content, boolean error) implements Part {
        public ToolResult {
            Objects.requireNonNull(callId, "callId");
            Objects.requireNonNull(name, "name");
            content = List.copyOf(content);
        }
    }

    /**
     * The conversation up to here is worth keeping in the provider's prompt cache.
     *
     * @param ttl how long, for example {@code 1h}, if it is said
     */
    record CachePoint(Optional<String> ttl) implements Part {
        public CachePoint {
            Objects.requireNonNull(ttl, "ttl");
        }
    }
}
