package io.camelid.itests.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * Those who give credentials to programs that can show who they are, on one port of loopback: AWS's STS and EKS's
 * Pod Identity agent, Google's and Microsoft's token endpoints. It checks what it is shown, and it is as indiscreet
 * as can be: what it refuses it repeats. Whoever is called {@link #REFUSED} gets nothing.
 */
final class FakeAuthority implements AutoCloseable {
    /** Part of the name of a role, account or application that gets nothing. */
    static final String REFUSED = "refused";

    static final String ROLE = "arn:aws:iam::123456789012:role/gateway";
    static final String OTHER_ROLE = "arn:aws:iam::123456789012:role/other";
    static final String WEB_IDENTITY = "web-identity-of-the-gateway";
    static final String POD_TOKEN = "pod-token-of-the-gateway";
    static final String CLIENT_SECRET = "client-secret-of-the-gateway";
    static final String FEDERATED = "federated-token-of-the-gateway";
    static final String GOOGLE_TOKEN = "ya29.token-from-google";
    static final String ENTRA_TOKEN = "token-from-entra";

    /** What requests to Bedrock are signed with, by the name of the identity. */
    record AwsIdentity(String accessKey, String secretKey, String sessionToken) {
        static AwsIdentity of(String name) {
            return new AwsIdentity("ASIA" + name.toUpperCase(Locale.ROOT), "secret-of-" + name, "session-of-" + name);
        }
    }

    static final AwsIdentity OF_WEB_IDENTITY = AwsIdentity.of("web");
    static final AwsIdentity OF_OTHER_ROLE = AwsIdentity.of("role");
    static final AwsIdentity OF_POD = AwsIdentity.of("pod");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";

    private final FakeUpstream server;
    private final KeyPair account;
    private volatile CountDownLatch held = new CountDownLatch(0);

    FakeAuthority() throws IOException, GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        account = keys.generateKeyPair();
        server = FakeUpstream.start(this::answer);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    /** How many have asked so far. */
    int requests() {
        return server.requests().size();
    }

    /** Lets everybody wait until {@link #release}. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    /** A service account's document as Google's console makes it. */
    String serviceAccount(String name) throws IOException {
        return JSON.writeValueAsString(new TreeMap<>(Map.of(
                "type", "service_account",
                "project_id", "project",
                "private_key_id", "1",
                "private_key", "-----BEGIN PRIVATE KEY-----\n" + privateKey() + "\n-----END PRIVATE KEY-----\n",
                "client_email", name + "@project.iam.gserviceaccount.com",
                "client_id", "1",
                "token_uri", url("/google/token"))));
    }

    private String privateKey() {
        return Base64.getEncoder().encodeToString(account.getPrivate().getEncoded());
    }

    /** What may be told to nobody. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>(List.of(
                WEB_IDENTITY,
                POD_TOKEN,
                CLIENT_SECRET,
                FEDERATED,
                GOOGLE_TOKEN,
                ENTRA_TOKEN,
                privateKey().substring(0, 40)));
        for (AwsIdentity identity : List.of(OF_WEB_IDENTITY, OF_OTHER_ROLE, OF_POD)) {
            secrets.add(identity.secretKey());
            secrets.add(identity.sessionToken());
        }
        return secrets;
    }

    private void answer(UpstreamRequest request, UpstreamResponse response) throws IOException, InterruptedException {
        held.await();
        Map<String, String> form = form(request.text());
        switch (request.method() + " " + request.path()) {
            case "POST /" -> sts(request, form, response);
            case "GET /pod-identity" -> podIdentity(request, response);
            case "POST /google/token" -> google(form, response);
            default -> entra(request.path(), form, response);
        }
    }

    /** @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AWS</a> */
    private static void sts(UpstreamRequest request, Map<String, String> form, UpstreamResponse response)
            throws IOException {
        String action = form.getOrDefault("Action", "");
        String signature = request.header("Authorization").orElse("");
        AwsIdentity identity =
                switch (action + " " + form.get("RoleArn")) {
                    case "AssumeRoleWithWebIdentity " + ROLE ->
                        WEB_IDENTITY.equals(form.get("WebIdentityToken")) ? OF_WEB_IDENTITY : null;
                    case "AssumeRole " + OTHER_ROLE ->
                        signature.contains("Credential=" + OF_WEB_IDENTITY.accessKey() + "/") ? OF_OTHER_ROLE : null;
                    default -> null;
                };
        response.begin(identity == null ? 403 : 200, "Content-Type: text/xml");
        response.chunk(identity == null ? denied(form + signature) : assumed(action, identity));
        response.end();
    }

    private static String denied(String why) {
        return "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>"
                + "<Code>AccessDenied</Code><Message>" + why.replace("&", "and").replace("<", "(")
                + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
    }

    private static String assumed(String action, AwsIdentity identity) {
        return """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <%1$sResult>
                    <Credentials>
                      <AccessKeyId>%2$s</AccessKeyId>
                      <SecretAccessKey>%3$s</SecretAccessKey>
                      <SessionToken>%4$s</SessionToken>
                      <Expiration>%5$s</Expiration>
                    </Credentials>
                  </%1$sResult>
                </%1$sResponse>
                """
                .formatted(action, identity.accessKey(), identity.secretKey(), identity.sessionToken(), inAnHour());
    }

    private static Instant inAnHour() {
        return Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    }

    /** @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">AWS</a> */
    private static void podIdentity(UpstreamRequest request, UpstreamResponse response) throws IOException {
        boolean known =
                request.header("Authorization").filter(POD_TOKEN::equals).isPresent();
        response.json(
                known ? 200 : 400,
                known
                        ? "{\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\",\"Token\":\"%s\",\"Expiration\":\"%s\"}"
                                .formatted(OF_POD.accessKey(), OF_POD.secretKey(), OF_POD.sessionToken(), inAnHour())
                        : "{\"code\":\"AccessDenied\",\"message\":\"no\"}");
    }

    /** @see <a href="https://developers.google.com/identity/protocols/oauth2/service-account#httprest">Google</a> */
    private void google(Map<String, String> form, UpstreamResponse response) throws IOException {
        boolean granted = "urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type"))
                && isGood(form.getOrDefault("assertion", ""));
        response.json(
                granted ? 200 : 401,
                granted
                        ? "{\"access_token\":\"" + GOOGLE_TOKEN + "\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"
                        : "{\"error\":\"invalid_client\",\"error_description\":" + quote(form.toString()) + "}");
    }

    private boolean isGood(String assertion) throws IOException {
        String[] parts = assertion.split("\\.");
        Base64.Decoder base64 = Base64.getUrlDecoder();
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(account.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            var claims = JSON.readTree(base64.decode(parts[1]));
            return signature.verify(base64.decode(parts[2]))
                    && claims.path("aud").asText().equals("https://oauth2.googleapis.com/token")
                    && claims.path("scope").asText().contains("cloud-platform")
                    && !claims.path("iss").asText().contains(REFUSED);
        } catch (GeneralSecurityException | RuntimeException malformed) {
            return false;
        }
    }

    /** @see <a href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">Microsoft</a> */
    private static void entra(String path, Map<String, String> form, UpstreamResponse response) throws IOException {
        boolean proven = CLIENT_SECRET.equals(form.get("client_secret"))
                || FEDERATED.equals(form.get("client_assertion"))
                        && "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                                .equals(form.get("client_assertion_type"));
        boolean granted = path.equals("/tenant/oauth2/v2.0/token")
                && proven
                && "client_credentials".equals(form.get("grant_type"))
                && SCOPE.equals(form.get("scope"))
                && !form.getOrDefault("client_id", REFUSED).contains(REFUSED);
        response.json(
                granted ? 200 : 401,
                granted
                        ? "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" + ENTRA_TOKEN + "\"}"
                        : "{\"error\":\"invalid_client\",\"error_description\":"
                                + quote("AADSTS7000215: Invalid client secret provided. " + form) + "}");
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new TreeMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }

    @Override
    public void close() throws IOException {
        release();
        server.close();
    }
}
