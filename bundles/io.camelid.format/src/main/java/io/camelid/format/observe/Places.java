package io.camelid.format.observe;

import io.camelid.format.json.JsonPaths;
import java.util.Map;

/** Where in the documents of an API something is said. Immutable; made once and shared by all observers. */
public final class Places {
    private final JsonPaths paths;
    private final Meaning[] meanings;
    private final EventTypes types;
    private final int longestType;
    private final boolean typedByFraming;

    /** @param meanings by the dotted path of members that leads to the value; arrays are looked through */
    public Places(Map<String, Meaning> meanings) {
        this(meanings, EventTypes.NONE);
    }

    /**
     * @param meanings by the dotted path of members that leads to the value; arrays are looked through
     * @param types the types of events that matter
     */
    public Places(Map<String, Meaning> meanings, EventTypes types) {
        String[] names = meanings.keySet().toArray(String[]::new);
        this.paths = JsonPaths.of(names);
        this.meanings = new Meaning[names.length];
        for (int i = 0; i < names.length; i++) {
            this.meanings[i] = meanings.get(names[i]);
        }
        this.types = types;
        this.longestType = types.longest();
        this.typedByFraming = longestType > 0 && !meanings.containsValue(Meaning.EVENT_TYPE);
    }

    JsonPaths paths() {
        return paths;
    }

    Meaning meaning(int path) {
        return meanings[path];
    }

    EventTypes types() {
        return types;
    }

    int longestType() {
        return longestType;
    }

    boolean typedByFraming() {
        return typedByFraming;
    }
}
