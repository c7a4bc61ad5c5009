package io.camelid.config.internal.backend;

import io.camelid.config.internal.backend.EntrySpec.ProviderChoice;
import io.camelid.config.internal.read.ClosestName;
import io.camelid.config.internal.read.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the member of a provider entry that names the provider. Which names there are is the
 * providers' business: they are asked, not listed here.
 */
final class ProviderReader {
    private final Plugins plugins;

    ProviderReader(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * @param member the name under which the entry configures it
     * @param fields its settings; without content when the manifest leaves them out
     */
    record Found(ProviderChoice choice, String member, Fields fields) {}

    /**
     * @param entry of which everything else has been asked for already
     * @param reserved names of the entry's own members
     */
    Optional<Found> find(Fields entry, Collection<String> reserved) {
        List<String> unread = entry.unread();
        List<String> installed = unread.stream()
                .filter(member -> plugins.answeringTo(member).isPresent())
                .toList();
        if (installed.size() > 1) {
            entry.refuse("exactly one of the fields in " + installed + " must be set");
            return Optional.empty();
        }
        if (installed.size() == 1) {
            String member = installed.get(0);
            entry.accept(List.of(member));
            entry.accept(plugins.manifestKeys());
            entry.warnOfUnread();
            return Optional.of(new Found(
                    new ProviderChoice.Installed(plugins.answeringTo(member).orElseThrow()),
                    member,
                    entry.objectOrNone(member)));
        }
        return missing(entry, unread, reserved);
    }

    /** No installed provider is named: is one that is not installed, or is it a slip of the pen? */
    private Optional<Found> missing(Fields entry, List<String> unread, Collection<String> reserved) {
        List<String> objects = unread.stream()
                .filter(member -> entry.value(member)
                        .map(value -> Fields.membersOf(value).isPresent())
                        .orElse(true))
                .toList();
        List<String> candidates = new ArrayList<>(objects);
        candidates.removeIf(member -> ClosestName.of(member, reserved).isPresent());
        if (candidates.size() != 1) {
            Set<String> keys = new LinkedHashSet<>(plugins.manifestKeys());
            entry.refuse("exactly one provider must be set" + (candidates.isEmpty() ? "" : ", not " + candidates)
                    + (keys.isEmpty() ? "" : "; installed are " + keys));
            return Optional.empty();
        }
        String member = candidates.get(0);
        return Optional.of(new Found(
                new ProviderChoice.Missing(
                        member.toLowerCase(Locale.ROOT), ClosestName.hint(member, plugins.manifestKeys())),
                member,
                entry.objectOrNone(member)));
    }
}
