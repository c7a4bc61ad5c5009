package io.camelid.format.json;

import io.camelid.spi.format.RequestEdit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies edits to one document and writes the outcome, copying all that no edit names. */
final class BodyEditor {
    private static final String MODEL = "model";

    /** A member of the document on its way through the edits. */
    private static final class Slot {
        final int at;
        final int nameEnd;
        final int valueStart;
        final int end;
        String name;
        boolean renamed;
        boolean removed;
        byte[] value;

        Slot(byte[] json, JsonMember member) {
            name = member.name();
            at = member.at();
            nameEnd = member.nameEnd(json);
            valueStart = member.valueStart(json);
            end = JsonMember.endOfValue(json, valueStart);
        }
    }

    private final byte[] json;
    private final int from;
    private final int to;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, String> added = new LinkedHashMap<>();
    private boolean changed;
    private byte[] out;
    private int length;

    /** @param members every member that any of the edits names, in the document's order */
    BodyEditor(byte[] json, int from, int to, List<JsonMember> members) {
        this.json = json;
        this.from = from;
        this.to = to;
        members.forEach(member -> slots.add(new Slot(json, member)));
    }

    /** Adds the names of all members that an edit looks at. */
    static void addNames(RequestEdit edit, Set<String> names) {
        if (edit instanceof RequestEdit.Model) {
            names.add(MODEL);
        } else if (edit instanceof RequestEdit.Set set) {
            names.add(set.member());
        } else if (edit instanceof RequestEdit.Default preset) {
            names.add(preset.member());
        } else if (edit instanceof RequestEdit.Remove remove) {
            names.add(remove.member());
        } else if (edit instanceof RequestEdit.Rename rename) {
            names.add(rename.from());
            names.add(rename.to());
        }
    }

    void apply(RequestEdit edit) {
        if (edit instanceof RequestEdit.Model model) {
            set(MODEL, JsonText.quote(model.name()));
        } else if (edit instanceof RequestEdit.Set set) {
            set(set.member(), set.json());
        } else if (edit instanceof RequestEdit.Default preset && !has(preset.member())) {
            add(preset.member(), preset.json());
        } else if (edit instanceof RequestEdit.Remove remove) {
            remove(remove.member());
        } else if (edit instanceof RequestEdit.Rename rename && !has(rename.to())) {
            rename(rename.from(), rename.to());
        }
    }

    boolean changed() {
        return changed;
    }

    private boolean has(String member) {
        return added.containsKey(member) || slots.stream().anyMatch(slot -> !slot.removed && slot.name.equals(member));
    }

    private void add(String member, String value) {
        added.put(member, value);
        changed = true;
    }

    private void set(String member, String text) {
        if (added.containsKey(member) || !has(member)) {
            add(member, text);
            return;
        }
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        for (Slot slot : slots) {
            if (slot.name.equals(member) && !slot.removed) {
                boolean same = Arrays.equals(json, slot.valueStart, slot.end, value, 0, value.length);
                slot.value = same ? null : value;
                changed |= !same;
            }
        }
    }

    private void remove(String member) {
        changed |= added.remove(member) != null;
        for (Slot slot : slots) {
            if (slot.name.equals(member) && !slot.removed) {
                slot.removed = true;
                changed = true;
            }
        }
    }

    private void rename(String member, String name) {
        String value = added.remove(member);
        if (value != null) {
            add(name, value);
        }
        for (Slot slot : slots) {
            if (slot.name.equals(member) && !slot.removed) {
                slot.name = name;
                slot.renamed = true;
                changed = true;
            }
        }
    }

    ByteBuffer result() {
        out = new byte[to - from + growth()];
        int next = from;
        for (Slot slot : slots) {
            if (slot.removed) {
                copy(next, slot.at);
                int after = JsonMember.skipSpace(json, slot.end);
                next = json[after] == ',' ? after + 1 : slot.end;
                if (json[after] == '}') {
                    dropComma();
                }
                continue;
            }
            if (slot.renamed) {
                copy(next, slot.at);
                write(JsonText.quote(slot.name).getBytes(StandardCharsets.UTF_8));
                next = slot.nameEnd;
            }
            if (slot.value != null) {
                copy(next, slot.valueStart);
                write(slot.value);
                next = slot.end;
            }
        }
        if (!added.isEmpty()) {
            int end = Math.max(next, endOfMembers());
            copy(next, end);
            next = end;
            writeAdded();
        }
        copy(next, to);
        return ByteBuffer.wrap(out, 0, length);
    }

    /** Upper bound of what the edits make the document longer. */
    private int growth() {
        int growth = 0;
        for (Slot slot : slots) {
            growth += slot.value == null ? 0 : slot.value.length;
            growth += slot.renamed ? quotedBound(slot.name) : 0;
        }
        for (Map.Entry<String, String> entry : added.entrySet()) {
            growth += quotedBound(entry.getKey()) + 3 * entry.getValue().length() + 2;
        }
        return growth;
    }

    private static int quotedBound(String name) {
        return 6 * name.length() + 2;
    }

    /** Index after the last member, before the space that precedes the closing brace. */
    private int endOfMembers() {
        int at = to - 1;
        while (json[at] != '}') {
            at--;
        }
        while (JsonMember.isSpace(json[at - 1])) {
            at--;
        }
        return at;
    }

    private void writeAdded() {
        int last = length - 1;
        while (JsonMember.isSpace(out[last])) {
            last--;
        }
        boolean first = out[last] == '{';
        for (Map.Entry<String, String> entry : added.entrySet()) {
            String member = (first ? "" : ",") + JsonText.quote(entry.getKey()) + ":" + entry.getValue();
            write(member.getBytes(StandardCharsets.UTF_8));
            first = false;
        }
    }

    /** Takes back the comma that parted the last member from the one before it, if there was one. */
    private void dropComma() {
        int last = length - 1;
        while (JsonMember.isSpace(out[last])) {
            last--;
        }
        if (out[last] == ',') {
            length = last;
        }
    }

    private void copy(int start, int end) {
        System.arraycopy(json, start, out, length, end - start);
        length += end - start;
    }

    private void write(byte[] bytes) {
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }
}
