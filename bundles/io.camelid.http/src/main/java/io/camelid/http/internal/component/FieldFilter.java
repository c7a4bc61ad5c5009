package io.camelid.http.internal.component;

import io.camelid.gateway.ForwardedHeaders;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.HeaderField;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Index;

/**
 * Carries header fields from one side of the gateway to the other: all but those that must not travel.
 * Names that Jetty knows are compared as enum members, which is most of the work of most requests.
 */
final class FieldFilter {
    /** From a client to a provider, which must not see credentials meant for another. */
    static final FieldFilter REQUEST = dropping(
            ForwardedHeaders.HOP_BY_HOP,
            ForwardedHeaders.CREDENTIALS,
            ForwardedHeaders.BROWSER,
            Set.of("host", "content-length", "content-encoding", "expect"));

    /** From a client to an upstream that its own credentials are for. */
    static final FieldFilter TRUSTED_REQUEST = dropping(
            ForwardedHeaders.HOP_BY_HOP,
            ForwardedHeaders.BROWSER,
            Set.of("host", "content-length", "content-encoding", "expect"));

    /** From a client to an upstream that gets the body as it comes. */
    static final FieldFilter STREAMED_REQUEST =
            dropping(ForwardedHeaders.HOP_BY_HOP, Set.of("host", "content-length", "expect"));

    /** From an upstream to a client. */
    static final FieldFilter RESPONSE = dropping(ForwardedHeaders.HOP_BY_HOP);

    private final EnumSet<HttpHeader> known = EnumSet.noneOf(HttpHeader.class);
    private final Index<Boolean> others;

    private FieldFilter(Set<String> dropped) {
        Index.Builder<Boolean> builder = new Index.Builder<Boolean>().caseSensitive(false);
        for (String name : dropped) {
            HttpHeader header = HttpHeader.CACHE.get(name);
            if (header != null) {
                known.add(header);
            } else {
                builder.with(name, Boolean.TRUE);
            }
        }
        others = builder.build();
    }

    @SafeVarargs
    private static FieldFilter dropping(Set<String>... names) {
        Set<String> all = new HashSet<>();
        for (Set<String> some : names) {
            all.addAll(some);
        }
        return new FieldFilter(all);
    }

    /** Copies what may travel. */
    HttpFields.Mutable copy(HttpFields from) {
        HttpFields.Mutable to = HttpFields.build(from.size() + 8);
        List<String> nominated = from.getCSV(HttpHeader.CONNECTION, false);
        for (HttpField field : from) {
            if (travels(field) && !isNominated(nominated, field)) {
                to.add(field);
            }
        }
        return to;
    }

    private boolean travels(HttpField field) {
        HttpHeader header = field.getHeader();
        return header != null ? !known.contains(header) : others.get(field.getName()) == null;
    }

    /** Fields that {@code Connection} names belong to that connection (RFC 9110 §7.6.1). */
    private static boolean isNominated(List<String> nominated, HttpField field) {
        for (String name : nominated) {
            if (name.equalsIgnoreCase(field.getName())) {
                return true;
            }
        }
        return false;
    }

    /** Applies changes in the order that {@link HeaderChanges} states. */
    static void apply(HeaderChanges changes, HttpFields.Mutable fields) {
        set(changes.set(), fields);
        for (HeaderField field : changes.add()) {
            fields.add(field.name(), field.value());
        }
        for (String name : changes.remove()) {
            fields.remove(name.toLowerCase(Locale.ROOT));
        }
    }

    static void set(List<HeaderField> wanted, HttpFields.Mutable fields) {
        for (HeaderField field : wanted) {
            fields.put(field.name(), field.value());
        }
    }
}
