package io.camelid.format.json;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The top-level members of a request that are looked at.
 *
 * @param known all of them
 * @param parameters the numbers that the client chose, each with the name that it has in OpenTelemetry's
 *     GenAI conventions after {@code gen_ai.request.}; of two with one name the later counts
 */
public record RequestMembers(Set<String> known, List<Map.Entry<String, String>> parameters) {
    private static final List<String> ALWAYS = List.of("model", "stream");

    /** @param others members that are read or edited beside the parameters, the model and {@code stream} */
    public static RequestMembers of(Collection<String> others, List<Map.Entry<String, String>> parameters) {
        Set<String> known = new HashSet<>(ALWAYS);
        known.addAll(others);
        parameters.forEach(parameter -> known.add(parameter.getKey()));
        return new RequestMembers(Set.copyOf(known), parameters);
    }
}
