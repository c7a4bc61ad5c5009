package io.camelid.format.json;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.RequestEdit;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request body that is one JSON object: checked once, read where someone asks, and changed by
 * replacing the bytes of single members. Immutable; the buffer that it was made from must not change.
 * Of a member that comes several times the last one counts for reading, as it does for most parsers,
 * and an edit changes all of them, so that no parser upstream can see another value than ours.
 */
public final class JsonBody {
    private final ByteBuffer original;
    private final byte[] json;
    private final int from;
    private final int to;
    private final Set<String> known;
    private final List<JsonMember> members;

    private JsonBody(ByteBuffer original, byte[] json, int from, int to, Set<String> known) throws LlmException {
        this.original = original;
        this.json = json;
        this.from = from;
        this.to = to;
        this.known = known;
        this.members = TopLevelScan.scan(json, from, to, known);
    }

    /**
     * Checks the whole body.
     *
     * @param known the top-level members that will be asked for; edits may name others, but cost
     *     another scan
     * @throws LlmException {@code invalid_json}: not well-formed, not one object, or beyond the bounds
     */
    public static JsonBody read(ByteBuffer body, Set<String> known) throws LlmException {
        if (body.hasArray()) {
            int start = body.arrayOffset() + body.position();
            return new JsonBody(body, body.array(), start, start + body.remaining(), known);
        }
        byte[] copy = new byte[body.remaining()];
        body.get(body.position(), copy);
        return new JsonBody(body, copy, 0, copy.length, known);
    }

    /** Whether a known member is there, with any value. */
    public boolean has(String member) {
        return last(member) != null;
    }

    /** Whether a known member is there and is an array. */
    public boolean isArray(String member) {
        return first(member) == '[';
    }

    /**
     * A known member's text; empty when it is absent or {@code null}.
     *
     * @throws LlmException {@code invalid_type} when it is something else
     */
    public String text(String member) throws LlmException {
        switch (first(member)) {
            case 0, 'n':
                return "";
            case '"':
                int start = last(member).valueStart(json);
                return JsonText.string(json, start + 1, JsonMember.endOfValue(json, start) - 1);
            default:
                throw mistyped(member, "a string");
        }
    }

    /**
     * A known member's truth value; false when it is absent or {@code null}.
     *
     * @throws LlmException {@code invalid_type} when it is something else
     */
    public boolean flag(String member) throws LlmException {
        return switch (first(member)) {
            case 0, 'n', 'f' -> false;
            case 't' -> true;
            default -> throw mistyped(member, "a boolean");
        };
    }

    /** A known member's number, if it is one. */
    public Optional<Number> number(String member) {
        byte first = first(member);
        if (first != '-' && (first < '0' || first > '9')) {
            return Optional.empty();
        }
        int start = last(member).valueStart(json);
        return JsonText.number(json, start, JsonMember.endOfValue(json, start));
    }

    /** The body with edits applied one after the other; the client's own buffer if they change nothing. */
    public ByteBuffer edited(List<RequestEdit> edits) {
        if (edits.isEmpty()) {
            return original.duplicate();
        }
        Set<String> named = new HashSet<>();
        edits.forEach(edit -> BodyEditor.addNames(edit, named));
        BodyEditor editor = new BodyEditor(json, from, to, membersOf(named));
        edits.forEach(editor::apply);
        return editor.changed() ? editor.result() : original.duplicate();
    }

    private List<JsonMember> membersOf(Set<String> names) {
        if (known.containsAll(names)) {
            return members.stream()
                    .filter(member -> names.contains(member.name()))
                    .toList();
        }
        try {
            return TopLevelScan.scan(json, from, to, names);
        } catch (LlmException impossible) {
            throw new IllegalStateException("the body has changed since it was read", impossible);
        }
    }

    private JsonMember last(String member) {
        for (int i = members.size() - 1; i >= 0; i--) {
            if (members.get(i).name().equals(member)) {
                return members.get(i);
            }
        }
        return null;
    }

    /** The first byte of a member's value, which tells its type; 0 when it is absent. */
    private byte first(String member) {
        JsonMember found = last(member);
        return found == null ? 0 : json[found.valueStart(json)];
    }

    private LlmException mistyped(String member, String expected) {
        String actual =
                switch (first(member)) {
                    case '"' -> "a string";
                    case '{' -> "an object";
                    case '[' -> "an array";
                    case 't', 'f' -> "a boolean";
                    default -> "a number";
                };
        return new LlmException(LlmError.invalid(
                "invalid_type",
                member,
                "Invalid type for '" + member + "': expected " + expected + ", but got " + actual + " instead."));
    }
}
