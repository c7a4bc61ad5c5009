package io.camelid.format.openai.internal;

import io.camelid.format.json.JsonPaths;
import java.util.Map;

/** Where in the documents of an API something is said. */
final class Places {
    private final JsonPaths paths;
    private final Meaning[] meanings;

    /** @param meanings by the path of members that leads to the value */
    Places(Map<String, Meaning> meanings) {
        String[] names = meanings.keySet().toArray(String[]::new);
        this.paths = JsonPaths.of(names);
        this.meanings = new Meaning[names.length];
        for (int i = 0; i < names.length; i++) {
            this.meanings[i] = meanings.get(names[i]);
        }
    }

    JsonPaths paths() {
        return paths;
    }

    Meaning meaning(int path) {
        return meanings[path];
    }
}
