package io.camelid.config.internal.read;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of one object in a manifest, read by name. What does not fit is put down in the
 * {@link Findings} under its path, and reading goes on with nothing in its place; so a reader need not
 * look after errors, but must not use its result once the findings refuse the object.
 *
 * <p>A member that is {@code null} counts as absent, as it does in Kubernetes.
 */
public final class Fields {
    private final Map<String, Object> members;
    private final String path;
    private final Findings findings;
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(Map<String, Object> members, String path, Findings findings) {
        this.members = members;
        this.path = path;
        this.findings = findings;
    }

    public static Fields of(Object value, String path, Findings findings) {
        Optional<Map<String, Object>> members = membersOf(value);
        if (members.isEmpty()) {
            findings.refuse(path, "must be an object");
        }
        return new Fields(members.orElse(Map.of()), path, findings);
    }

    /** Nothing but a name for itself in messages. */
    public static Fields none(String path, Findings findings) {
        return new Fields(Map.of(), path, findings);
    }

    /** A value seen as an object, if it is one. */
    @SuppressWarnings("unchecked") // manifests hold maps with text keys only, see KubernetesObject
    public static Optional<Map<String, Object>> membersOf(Object value) {
        return value instanceof Map<?, ?> map ? Optional.of((Map<String, Object>) map) : Optional.empty();
    }

    public String path() {
        return path;
    }

    public boolean has(String name) {
        return value(name).isPresent();
    }

    /** Whether it is there with something in it: blank text counts as absent. */
    public boolean isGiven(String name) {
        return value(name)
                .filter(value -> !(value instanceof String text && text.isBlank()))
                .isPresent();
    }

    /** Whatever is there. */
    public Optional<Object> value(String name) {
        known.add(name);
        return Optional.ofNullable(members.get(name));
    }

    /** Text with something in it; blank text counts as absent. */
    public Optional<String> text(String name) {
        return value(name).flatMap(value -> {
            if (value instanceof String text) {
                return text.isBlank() ? Optional.empty() : Optional.of(text);
            }
            refuse(
                    name,
                    value instanceof Number || value instanceof Boolean
                            ? "must be text: put it in quotes"
                            : "must be text");
            return Optional.empty();
        });
    }

    /** The same, with at most so many characters. */
    public Optional<String> text(String name, int most) {
        Optional<String> text = text(name);
        if (text.isPresent() && text.get().length() > most) {
            refuse(name, "must have at most " + most + " characters");
        }
        return text;
    }

    /** Text that has to be there; empty when it is not, which is then an error. */
    public String requiredText(String name) {
        if (value(name).orElse("") instanceof String text && text.isBlank()) {
            refuse(name, "is required");
        }
        return text(name).orElse("");
    }

    public Optional<Integer> integer(String name, int least, int most) {
        return value(name).flatMap(value -> {
            if (value instanceof Long number && number >= least && number <= most) {
                return Optional.of(number.intValue());
            }
            refuse(name, "must be a whole number from " + least + " to " + most);
            return Optional.empty();
        });
    }

    public Optional<Boolean> flag(String name) {
        return value(name).flatMap(value -> {
            if (value instanceof Boolean flag) {
                return Optional.of(flag);
            }
            refuse(name, "must be true or false");
            return Optional.empty();
        });
    }

    /** Text that is one of a few words, case ignored; the result is the word as listed. */
    public Optional<String> choice(String name, Collection<String> words) {
        return text(name).flatMap(text -> {
            Optional<String> word =
                    words.stream().filter(text::equalsIgnoreCase).findFirst();
            if (word.isEmpty()) {
                refuse(name, "must be one of " + String.join(", ", words) + ClosestName.hint(text, words));
            }
            return word;
        });
    }

    public Optional<Fields> object(String name) {
        return value(name).map(value -> Fields.of(value, below(name), findings));
    }

    /** An object that may be missing, in which case nothing is in it. */
    public Fields objectOrNone(String name) {
        return object(name).orElseGet(() -> none(below(name), findings));
    }

    public List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        List<?> items = values(name);
        for (int index = 0; index < items.size(); index++) {
            objects.add(Fields.of(items.get(index), below(name) + "[" + index + "]", findings));
        }
        return objects;
    }

    /** Objects in a list that, where it is given, must have between 1 and so many items; what is beyond is not read. */
    public List<Fields> objects(String name, int most) {
        List<Fields> items = objects(name);
        if (has(name) && items.isEmpty()) {
            refuse(name, "must have at least 1 item");
        }
        if (items.size() > most) {
            refuse(name, "must have at most " + most + " items, has " + items.size());
        }
        return items.subList(0, Math.min(most, items.size()));
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : values(name)) {
            if (item instanceof String text) {
                texts.add(text);
            } else {
                refuse(name, "must hold text only");
            }
        }
        return texts;
    }

    /** Warns of a list that is longer than the object's CRD has it, which a cluster would not take. */
    public void expectAtMost(String name, int most) {
        int size = values(name).size();
        if (size > most) {
            warn(name, "has " + size + " items, of which a cluster takes " + most + " at most");
        }
    }

    /** Whole numbers within limits, in the manifest's order. */
    public Set<Integer> integers(String name, int least, int most) {
        Set<Integer> numbers = new LinkedHashSet<>();
        for (Object item : values(name)) {
            if (item instanceof Long number && number >= least && number <= most) {
                numbers.add(number.intValue());
            } else {
                refuse(name, "must hold whole numbers from " + least + " to " + most);
            }
        }
        return numbers;
    }

    /** A list's items, whatever they are. */
    public List<?> values(String name) {
        Object value = value(name).orElse(List.of());
        if (value instanceof List<?> list) {
            return list;
        }
        refuse(name, "must be a list");
        return List.of();
    }

    /** The members that nothing has asked for, in the manifest's order. */
    public List<String> unread() {
        return members.keySet().stream().filter(name -> !known.contains(name)).toList();
    }

    /** Marks members as known, without reading them now. */
    public void accept(Collection<String> names) {
        known.addAll(names);
    }

    /** At most one of these members may be there; which one is it? */
    public Optional<String> atMostOne(List<String> names) {
        List<String> present = names.stream().filter(this::has).toList();
        if (present.size() > 1) {
            refuse("at most one of the fields in " + names + " may be set");
        }
        return present.stream().findFirst();
    }

    /** Puts down members that are understood but have no effect here. */
    public void withoutEffect(String... names) {
        for (String name : names) {
            if (has(name)) {
                findings.warn(below(name), "is not supported and has no effect");
            }
        }
    }

    /** Refuses members without which serving would do what their author ruled out. */
    public void unsupported(String... names) {
        for (String name : names) {
            if (has(name)) {
                refuse(name, "is not supported");
            }
        }
    }

    public void refuse(String problem) {
        findings.refuse(path, problem);
    }

    public void refuse(String name, String problem) {
        findings.refuse(below(name), problem);
    }

    public void warn(String problem) {
        findings.warn(path, problem);
    }

    public void warn(String name, String problem) {
        findings.warn(below(name), problem);
    }

    /** Warns of every member that nothing has asked for. */
    public void warnOfUnread() {
        for (String name : unread()) {
            findings.warn(below(name), "unknown field" + ClosestName.hint(name, known));
        }
    }

    private String below(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
