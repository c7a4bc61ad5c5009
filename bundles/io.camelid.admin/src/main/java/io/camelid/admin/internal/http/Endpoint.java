package io.camelid.admin.internal.http;

import java.util.Map;

/** Answers a part of the admin listener's paths. Called on threads that may block; thread-safe. */
public interface Endpoint {
    /** The paths that are answered, those below them included, each with a few words on what is there. */
    Map<String, String> paths();

    /** Answers a GET. */
    Reply answer(Query query);

    /** Answers any other method: nothing can be changed here. */
    default Reply refuse(Query query) {
        return Reply.text(405, "This listener is read-only.");
    }
}
