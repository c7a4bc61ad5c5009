package io.camelid.http.internal.relay;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Fields that concern one connection only and must not be passed on (RFC 9110 §7.6.1). */
public final class HopByHop {
    private static final Set<HttpHeader> FIELDS = EnumSet.of(
            HttpHeader.CONNECTION,
            HttpHeader.KEEP_ALIVE,
            HttpHeader.PROXY_CONNECTION,
            HttpHeader.PROXY_AUTHENTICATE,
            HttpHeader.PROXY_AUTHORIZATION,
            HttpHeader.TE,
            HttpHeader.TRAILER,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.UPGRADE,
            HttpHeader.HTTP2_SETTINGS);

    private HopByHop() {}

    /** Adds the end-to-end fields of a message to another's. */
    public static void copyEndToEnd(HttpFields from, HttpFields.Mutable to) {
        List<String> nominated = from.getCSV(HttpHeader.CONNECTION, false);
        for (HttpField field : from) {
            if (isEndToEnd(field, nominated)) {
                to.add(field);
            }
        }
    }

    private static boolean isEndToEnd(HttpField field, List<String> nominated) {
        HttpHeader header = field.getHeader();
        if (header != null && FIELDS.contains(header)) {
            return false;
        }
        for (String name : nominated) {
            if (field.is(name)) {
                return false;
            }
        }
        return true;
    }
}
