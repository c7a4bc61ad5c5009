package io.camelid.config.internal.backend;

import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for groups of named provider entries, which both dialects share. */
final class EntryNames {
    /** The highest number of groups, and of entries in a group. */
    private static final int LIMIT = 32;

    private EntryNames() {}

    /** A list that must have between 1 and {@value #LIMIT} items; what is beyond the limit is not read. */
    static List<Fields> bounded(Fields owner, String member) {
        if (!owner.has(member)) {
            owner.refuse(member, "must have at least 1 item");
        }
        return owner.objects(member, LIMIT);
    }

    static String name(Fields entry) {
        String name = entry.requiredText("name");
        if (!name.isEmpty() && !Names.isValid(name)) {
            entry.refuse("name", "must consist of letters, digits, '-' and '.'");
        }
        return name;
    }

    /** Names must differ within a group, and should differ between groups, for they name targets. */
    static void check(Fields owner, List<List<EntrySpec>> groups) {
        Set<String> all = new HashSet<>();
        for (List<EntrySpec> group : groups) {
            Set<String> names = new HashSet<>();
            for (EntrySpec entry : group) {
                if (!names.add(entry.shownName())) {
                    owner.refuse("provider names must be unique within a group");
                } else if (!all.add(entry.shownName())) {
                    owner.warn("the provider name " + entry.shownName() + " is used in more than one group");
                }
            }
        }
    }
}
