package io.camelid.config.internal.gateway;

import io.camelid.config.internal.read.Fields;
import io.camelid.config.snapshot.Filter;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads an {@code HTTPHeaderFilter}. */
final class HeaderModifierReader {
    /** A token of RFC 9110 §5.6.2. */
    private static final Predicate<String> NAME =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}").asMatchPredicate();
    /** Visible characters and spaces between them: no line breaks that would start another field. */
    private static final Predicate<String> VALUE = Pattern.compile(
                    "[\\x21-\\x7E\\x80-\\xFF]([\\x20-\\x7E\\x80-\\xFF\\t]{0,4096})?")
            .asMatchPredicate();
    /** What frames a message or belongs to one connection: no filter may put it there. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What the lists become. */
    @FunctionalInterface
    interface Kind {
        Filter of(List<HeaderField> set, List<HeaderField> add, List<String> remove);
    }

    private final Set<String> mentioned = new HashSet<>();

    private HeaderModifierReader() {}

    static Filter read(Fields changes, Kind kind) {
        HeaderModifierReader reader = new HeaderModifierReader();
        Filter filter =
                kind.of(reader.fields(changes, "set"), reader.fields(changes, "add"), reader.names(changes, "remove"));
        changes.warnOfUnread();
        return filter;
    }

    /** Whether text names a header field. */
    static boolean isName(String text) {
        return NAME.test(text);
    }

    private List<HeaderField> fields(Fields changes, String member) {
        List<HeaderField> headers = new ArrayList<>();
        for (Fields item : changes.objects(member)) {
            String name = item.requiredText("name");
            String value = item.requiredText("value");
            if (!isName(name) || !VALUE.test(value)) {
                item.refuse("is no header field");
            }
            if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                item.refuse("name", name + " is the gateway's own to write");
            }
            mention(item, name);
            item.warnOfUnread();
            headers.add(HeaderField.of(name, value));
        }
        return headers;
    }

    private List<String> names(Fields changes, String member) {
        List<String> names = changes.texts(member);
        if (!names.stream().allMatch(NAME)) {
            changes.refuse(member, "must hold names of header fields");
        }
        names.forEach(name -> mention(changes, name));
        return names;
    }

    /** "Filters specifying multiple actions of the same or different type for any one header name are invalid." */
    private void mention(Fields owner, String name) {
        if (!mentioned.add(name.toLowerCase(Locale.ROOT))) {
            owner.refuse("only one action for the header " + name + " is permitted");
        }
    }
}
