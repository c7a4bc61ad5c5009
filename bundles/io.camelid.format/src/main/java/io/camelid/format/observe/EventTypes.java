package io.camelid.format.observe;

import java.util.Set;

/**
 * The types of events that matter to an observer. Where a document has a {@link Meaning#EVENT_TYPE} place that is looked
 * at, else the type that the framing gives, such as the {@code event} field of server-sent events.
 *
 * @param endings events that end the answer
 * @param errors events that say that the provider failed
 * @param announcements kinds of output items that show a user nothing by themselves
 */
public record EventTypes(Set<String> endings, Set<String> errors, Set<String> announcements) {
    /** Events without types. */
    public static final EventTypes NONE = new EventTypes(Set.of(), Set.of(), Set.of());

    public EventTypes {
        endings = Set.copyOf(endings);
        errors = Set.copyOf(errors);
        announcements = Set.copyOf(announcements);
    }

    /** How long the longest type of an ending or an error is, in bytes; types are ASCII. */
    int longest() {
        int longest = 0;
        for (String type : endings) {
            longest = Math.max(longest, type.length());
        }
        for (String type : errors) {
            longest = Math.max(longest, type.length());
        }
        return longest;
    }
}
