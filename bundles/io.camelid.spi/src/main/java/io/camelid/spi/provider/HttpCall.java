package io.camelid.spi.provider;

import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An HTTP request to a provider. The gateway adds the client's own header fields that may travel on
 * (no hop-by-hop fields, no credentials), then {@code headers} replace fields of the same name.
 *
 * @param method the HTTP method
 * @param address the server
 * @param target path and query as they go on the wire, percent-encoded
 * @param headers fields to set
 */
public record HttpCall(String method, Address address, String target, List<HeaderField> headers)
        implements UpstreamCall {
    public HttpCall {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(target, "target");
        headers = List.copyOf(headers);
    }

    /** A call that keeps the client's query string. */
    public static HttpCall of(LlmCall call, Address address, String path) {
        String target = call.query().isEmpty() ? path : path + (path.indexOf('?') < 0 ? "?" : "&") + call.query();
        return new HttpCall(call.method(), address, target, List.of());
    }

    /** The same call with a field set, in place of one of the same name. */
    public HttpCall with(HeaderField field) {
        List<HeaderField> changed = new ArrayList<>(headers.size() + 1);
        for (HeaderField existing : headers) {
            if (!existing.name().equalsIgnoreCase(field.name())) {
                changed.add(existing);
            }
        }
        changed.add(field);
        return new HttpCall(method, address, target, changed);
    }

    /** The same call with a static credential, at the manifest's location if it names one. */
    public HttpCall with(Auth.Key key, CredentialLocation standard) {
        HttpCall call = with(key.value().reveal(), key.location().orElse(standard));
        for (Auth.Key.Further further : key.further()) {
            call = call.with(further.value().reveal(), further.location());
        }
        return call;
    }

    private HttpCall with(String credential, CredentialLocation location) {
        if (location instanceof CredentialLocation.Header header) {
            return with(HeaderField.secret(header.name(), header.prefix() + credential));
        }
        if (location instanceof CredentialLocation.Cookie cookie) {
            String before = headers.stream()
                    .filter(field -> field.name().equalsIgnoreCase("Cookie"))
                    .map(field -> field.value() + "; ")
                    .findFirst()
                    .orElse("");
            return with(HeaderField.secret("Cookie", before + cookie.name() + "=" + credential));
        }
        CredentialLocation.QueryParameter parameter = (CredentialLocation.QueryParameter) location;
        String pair = QueryEncoding.encode(parameter.name()) + "=" + QueryEncoding.encode(credential);
        return new HttpCall(method, address, target + (target.indexOf('?') < 0 ? "?" : "&") + pair, headers);
    }

    /** Says where, but not with what: a target may hold a credential. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return method + " " + address.authority() + (query < 0 ? target : target.substring(0, query));
    }
}
