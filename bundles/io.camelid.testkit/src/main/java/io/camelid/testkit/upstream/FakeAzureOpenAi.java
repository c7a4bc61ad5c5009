package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small but strict resource of Azure OpenAI: the dated API below {@code /openai/deployments} and the v1 API below {@code
 * /openai/v1}, of a Foundry project too. It refuses what Azure refuses: another key or token, a path of the other API, a
 * missing or misplaced {@code api-version}, a deployment that is not there, parameters that came with a later version.
 * What it takes, a {@link FakeOpenAi} answers.
 */
public final class FakeAzureOpenAi implements FakeUpstream.Script {
    /** A deployment whose content filter stops every prompt. */
    public static final String FILTERED = "filtered";

    private static final String NEW_PARAMETERS = "2024-09-01";
    private static final Pattern DATED = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-preview)?");
    private static final Pattern BELOW_DEPLOYMENT =
            Pattern.compile("/openai/deployments/([^/]+)(/chat/completions|/embeddings)");
    private static final Pattern BESIDE_DEPLOYMENTS = Pattern.compile("/openai(/responses|/models(/[^/]+)?)");
    private static final Pattern V1 = Pattern.compile("(?:/api/projects/[^/]+)?/openai(/v1/.+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String key;
    private final String token;
    private final List<String> deployments;
    private final FakeOpenAi models = new FakeOpenAi("");

    /**
     * @param key what {@code api-key} must be
     * @param token of Entra ID, which does as well
     * @param deployments that there are, beside {@link #FILTERED}
     */
    public FakeAzureOpenAi(String key, String token, List<String> deployments) {
        this.key = key;
        this.token = token;
        this.deployments = List.copyOf(deployments);
    }

    @Override
    public void answer(UpstreamRequest request, UpstreamResponse response) throws IOException {
        if (!request.header("api-key").equals(Optional.of(key))
                && !request.header("Authorization").equals(Optional.of("Bearer " + token))) {
            refuse(response, 401, "401", "Access denied due to invalid subscription key or wrong API endpoint.");
            return;
        }
        String version = version(request.target());
        Matcher dated = BELOW_DEPLOYMENT.matcher(request.path());
        Matcher beside = BESIDE_DEPLOYMENTS.matcher(request.path());
        Matcher v1 = V1.matcher(request.path());
        boolean isDated = DATED.matcher(version).matches();
        if (dated.matches() && isDated) {
            byte[] body = body(request, dated.group(1));
            served(request, "/v1" + dated.group(2), body, version, dated.group(1), response);
        } else if (beside.matches() && isDated) {
            served(request, "/v1" + beside.group(1), request.body(), version, model(request), response);
        } else if (v1.matches() && (version.isEmpty() || version.equals("preview") || version.equals("v1"))) {
            served(request, v1.group(1), request.body(), "9999", model(request), response);
        } else {
            refuse(response, 404, "404", "Resource not found");
        }
    }

    private void served(
            UpstreamRequest request,
            String path,
            byte[] body,
            String version,
            String deployment,
            UpstreamResponse response)
            throws IOException {
        if (deployment.equals(FILTERED)) {
            response.json(
                    400,
                    "{\"error\":{\"message\":\"The response was filtered.\",\"type\":null,\"param\":\"prompt\","
                            + "\"code\":\"content_filter\",\"status\":400,\"innererror\":{\"code\":"
                            + "\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"hate\":"
                            + "{\"filtered\":true,\"severity\":\"high\"}}}}}");
        } else if (request.method().equals("POST") && !deployments.contains(deployment)) {
            refuse(response, 404, "DeploymentNotFound", "The API deployment for this resource does not exist.");
        } else if (version.compareTo(NEW_PARAMETERS) < 0 && unknown(body).isPresent()) {
            response.json(
                    400,
                    "{\"error\":{\"message\":\"Unrecognized request argument supplied: "
                            + unknown(body).get()
                            + "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
        } else {
            models.answer(
                    new UpstreamRequest(request.connection(), request.method(), path, request.headers(), body),
                    response);
        }
    }

    private static Optional<String> unknown(byte[] body) throws IOException {
        var members = JSON.readTree(body);
        return List.of("stream_options", "max_completion_tokens").stream()
                .filter(members::has)
                .findFirst();
    }

    /** The dated API goes by the deployment in the path, whatever model the body names. */
    private static byte[] body(UpstreamRequest request, String deployment) throws IOException {
        return JSON.readTree(request.body()) instanceof ObjectNode object
                ? JSON.writeValueAsBytes(object.put("model", deployment))
                : request.body();
    }

    private static String model(UpstreamRequest request) throws IOException {
        return JSON.readTree(request.body()).path("model").asText();
    }

    private static String version(String target) {
        Matcher version = Pattern.compile("[?&]api-version=([^&]*)").matcher(target);
        return version.find() ? version.group(1) : "";
    }

    private static void refuse(UpstreamResponse response, int status, String code, String message) throws IOException {
        response.json(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
    }
}
