package io.camelid.provider.bedrock.internal;

import io.camelid.spi.HeaderField;
import io.camelid.spi.provider.HttpCall;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What AWS does with a signature: computes it again from the request as it came, from AWS's description of
 * Signature Version 4 and not with AWS's code.
 */
final class SignatureCheck {
    private SignatureCheck() {}

    /** A request whose header fields are {@code headers}, all of which are known by name. */
    static String authorization(
            String method,
            String target,
            Map<String, String> headers,
            List<String> signedNames,
            String payloadHash,
            String scope,
            String accessKey,
            String secretKey)
            throws GeneralSecurityException {
        int query = target.indexOf('?');
        StringBuilder canonical = new StringBuilder(method).append('\n');
        canonical
                .append(uriEncoded(query < 0 ? target : target.substring(0, query)))
                .append('\n');
        canonical
                .append(query < 0 ? "" : canonicalQuery(target.substring(query + 1)))
                .append('\n');
        for (String name : signedNames) {
            canonical.append(name).append(':').append(headers.get(name).strip()).append('\n');
        }
        canonical
                .append('\n')
                .append(String.join(";", signedNames))
                .append('\n')
                .append(payloadHash);
        String toSign =
                "AWS4-HMAC-SHA256\n" + headers.get("x-amz-date") + "\n" + scope + "\n" + sha256(canonical.toString());
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ", SignedHeaders="
                + String.join(";", signedNames) + ", Signature="
                + HexFormat.of().formatHex(hmac(key, toSign));
    }

    /** What the call's {@code Authorization} ought to be, by the names and the scope that it states itself. */
    static String expected(HttpCall call, byte[] body, String accessKey, String secretKey)
            throws GeneralSecurityException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("host", call.address().authority());
        for (HeaderField field : call.headers()) {
            headers.put(field.name(), field.value());
        }
        String stated = headers.get("authorization");
        String scope = between(stated, "Credential=" + accessKey + "/", ",");
        List<String> names =
                Arrays.asList(between(stated, "SignedHeaders=", ",").split(";"));
        return authorization(call.method(), call.target(), headers, names, sha256(body), scope, accessKey, secretKey);
    }

    static String between(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(after, start));
    }

    static String sha256(String text) throws GeneralSecurityException {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Each segment once more, as for every service but S3. */
    private static String uriEncoded(String path) {
        return Arrays.stream(path.split("/", -1)).map(SignatureCheck::encoded).collect(Collectors.joining("/"));
    }

    private static String canonicalQuery(String query) {
        List<String> pairs = new ArrayList<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            pairs.add(encoded(decoded(parts[0])) + "=" + (parts.length < 2 ? "" : encoded(decoded(parts[1]))));
        }
        pairs.sort(null);
        return String.join("&", pairs);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
