package io.camelid.provider.bedrock.internal;

import io.camelid.spi.HeaderField;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.HttpCall;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * AWS Signature Version 4 over the request as it goes on the wire. What is signed is the host, the content
 * type and AWS's own fields as the call sets them, and the body.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">AWS: create
 *     a signed request</a>
 */
final class SigV4 implements Signing {
    /** Larger bodies are hashed elsewhere: the calling thread moves other people's bytes, too. */
    private static final int LARGE = 256 * 1024;

    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-amz-security-token");
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private final String service;
    private final String region;
    private final Supplier<CompletionStage<AwsCredentials>> credentials;
    private final Runnable release;
    private final Clock clock;

    /** @param release called when this signing is no longer needed */
    SigV4(
            String service,
            String region,
            Supplier<CompletionStage<AwsCredentials>> credentials,
            Runnable release,
            Clock clock) {
        this.service = service;
        this.region = region;
        this.credentials = credentials;
        this.release = release;
        this.clock = clock;
        loadClasses();
    }

    /** The first signature takes a tenth of a second: better now than on a thread that moves bytes. */
    private void loadClasses() {
        HttpCall call = new HttpCall("POST", Address.https("localhost"), "/", List.of());
        signed(call, ByteBuffer.allocate(0), AwsBasicCredentials.create("access", "secret"));
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        ByteBuffer content = body.asReadOnlyBuffer();
        CompletableFuture<AwsCredentials> identity = credentials.get().toCompletableFuture();
        return content.remaining() > LARGE
                ? identity.thenApplyAsync(known -> signed(call, content, known))
                : identity.thenApply(known -> signed(call, content, known));
    }

    private HttpCall signed(HttpCall call, ByteBuffer body, AwsCredentials identity) {
        SdkHttpRequest request = request(call);
        ContentStreamProvider payload = ContentStreamProvider.fromInputStreamSupplier(() -> stream(body));
        SdkHttpRequest signed = SIGNER.sign(signing -> signing.identity(identity)
                        .request(request)
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request();
        HttpCall result = call;
        for (Map.Entry<String, List<String>> field : signed.headers().entrySet()) {
            String name = field.getKey();
            if (!request.headers().containsKey(name)) {
                boolean secret = CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
                result = result.with(new HeaderField(name, String.join(",", field.getValue()), secret));
            }
        }
        return result;
    }

    private static SdkHttpRequest request(HttpCall call) {
        int query = call.target().indexOf('?');
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(call.method()))
                .protocol(call.address().tls().isPresent() ? "https" : "http")
                .host(call.address().host())
                .port(call.address().port())
                .encodedPath(query < 0 ? call.target() : call.target().substring(0, query))
                .putHeader("Host", call.address().authority());
        call.headers().stream()
                .filter(field -> isSigned(field.name().toLowerCase(Locale.ROOT)))
                .forEach(field -> request.appendHeader(field.name(), field.value()));
        if (query >= 0) {
            for (String pair : call.target().substring(query + 1).split("&")) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = equals < 0 ? pair : pair.substring(0, equals);
                    String value = equals < 0 ? "" : pair.substring(equals + 1);
                    request.appendRawQueryParameter(decoded(name), decoded(value));
                }
            }
        }
        return request.build();
    }

    /** What a proxy on the way may change is left out. */
    private static boolean isSigned(String name) {
        return name.equals("content-type") || name.startsWith("x-amz");
    }

    /** A plus is a plus: forms write a space so, URIs do not (RFC 3986 §2.4). */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static ByteArrayInputStream stream(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {
        release.run();
    }
}
