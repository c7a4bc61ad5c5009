package io.camelid.testkit.upstream;

import io.camelid.spi.HeaderField;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks requests as AWS does, from its description of Signature Version 4: the signature is computed again from what came.
 *
 * @param service that the requests are for
 * @param accessKey whose requests are taken
 * @param secretKey its secret
 * @param sessionToken what its requests must show besides; empty text for a key that lasts
 */
record AwsSignature(String service, String accessKey, String secretKey, String sessionToken) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern AUTHORIZATION =
            Pattern.compile(ALGORITHM + " Credential=([^/,]+)/(\\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request,\\s*"
                    + "SignedHeaders=([a-z0-9;-]+),\\s*Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final String TOKEN_HEADER = "x-amz-security-token";

    /** @throws BedrockFailure when AWS would not let the request in */
    void check(UpstreamRequest request, Instant now) throws BedrockFailure {
        String stated = request.header("Authorization")
                .orElseThrow(() -> refusal("MissingAuthenticationTokenException", "Missing Authentication Token"));
        Matcher parts = AUTHORIZATION.matcher(stated);
        if (!parts.matches()) {
            throw refusal("IncompleteSignatureException", "Authorization header is not as it should be.");
        }
        checkCaller(parts.group(1), request);
        String time = request.header("x-amz-date").orElse("");
        checkTime(time, parts.group(2), now);
        if (!parts.group(4).equals(service)) {
            throw refusal(
                    "InvalidSignatureException", "Credential should be scoped to correct service: '" + service + "'.");
        }
        List<String> names = Arrays.asList(parts.group(5).split(";"));
        checkNames(names, request);
        String scope = parts.group(2) + "/" + parts.group(3) + "/" + service + "/aws4_request";
        if (!signature(request, names, time, scope).equals(parts.group(6))) {
            throw refusal(
                    "InvalidSignatureException",
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method.");
        }
    }

    private void checkCaller(String caller, UpstreamRequest request) throws BedrockFailure {
        if (!caller.equals(accessKey)
                || !request.header(TOKEN_HEADER).orElse("").equals(sessionToken)) {
            throw refusal("UnrecognizedClientException", "The security token included in the request is invalid.");
        }
    }

    private static void checkTime(String time, String date, Instant now) throws BedrockFailure {
        try {
            Instant signed = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
            if (time.startsWith(date) && Duration.between(signed, now).abs().compareTo(SKEW) <= 0) {
                return;
            }
        } catch (DateTimeParseException noTime) {
            // Told as any other wrong time.
        }
        throw refusal("InvalidSignatureException", "Signature expired or not yet current: " + time);
    }

    /** The host, and everything of AWS's own, is signed; names are in order. */
    private static void checkNames(List<String> names, UpstreamRequest request) throws BedrockFailure {
        boolean allSigned = request.headers().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .filter(name -> name.equals("host") || name.startsWith("x-amz-"))
                .allMatch(names::contains);
        boolean inOrder = names.equals(names.stream().sorted().distinct().toList());
        if (!allSigned || !inOrder || !names.contains("host")) {
            throw refusal(
                    "InvalidSignatureException", "There were headers present in the request which were not signed.");
        }
    }

    private String signature(UpstreamRequest request, List<String> names, String time, String scope)
            throws BedrockFailure {
        try {
            String payload = hash(request.body());
            if (!request.header("x-amz-content-sha256").orElse(payload).equals(payload)) {
                throw refusal("InvalidSignatureException", "The payload is not the one that was signed.");
            }
            int query = request.target().indexOf('?');
            String canonical = request.method() + "\n"
                    + path(request.path()) + "\n"
                    + (query < 0 ? "" : query(request.target().substring(query + 1))) + "\n"
                    + headers(request, names) + "\n"
                    + String.join(";", names) + "\n"
                    + payload;
            String toSign =
                    ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(canonical.getBytes(StandardCharsets.UTF_8));
            byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
            for (String part : scope.split("/")) {
                key = hmac(key, part);
            }
            return HexFormat.of().formatHex(hmac(key, toSign));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String headers(UpstreamRequest request, List<String> names) {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            String values = request.headers().stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .map(HeaderField::value)
                    .map(value -> value.strip().replaceAll(" +", " "))
                    .collect(Collectors.joining(","));
            lines.append(name).append(':').append(values).append('\n');
        }
        return lines.toString();
    }

    /** Every segment as it was sent, encoded once more: so for all services but S3. */
    private static String path(String sent) {
        return Arrays.stream(sent.split("/", -1)).map(AwsSignature::encode).collect(Collectors.joining("/"));
    }

    private static String query(String sent) {
        List<String> pairs = new ArrayList<>();
        for (String pair : sent.split("&")) {
            String[] parts = pair.split("=", 2);
            pairs.add(encode(decode(parts[0])) + "=" + (parts.length < 2 ? "" : encode(decode(parts[1]))));
        }
        pairs.sort(null);
        return String.join("&", pairs);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String hash(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BedrockFailure refusal(String type, String message) {
        return new BedrockFailure(403, type, message);
    }

    @Override
    public String toString() {
        return "AwsSignature[" + accessKey + "]";
    }
}
