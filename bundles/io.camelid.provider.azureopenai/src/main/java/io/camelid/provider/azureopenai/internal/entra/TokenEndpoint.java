package io.camelid.provider.azureopenai.internal.entra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that hands out tokens: Entra ID itself, or what stands for it on the machine. They all answer
 * with the members of RFC 6749 §5, be the lifetime {@code expires_in} seconds or {@code expires_on} a
 * time in seconds, as a number or as text.
 */
final class TokenEndpoint {
    private static final Duration TIME = Duration.ofSeconds(5);
    /** For an endpoint that does not say how long its token lives. */
    private static final Duration SHORT_LIFE = Duration.ofMinutes(10);

    private static final Duration LONGEST_LIFE = Duration.ofDays(1);

    private static final Pattern ERROR_NUMBER = Pattern.compile("AADSTS\\d{4,9}");
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z_]{1,60}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TokenClient client;
    private final InstantSource clock;
    private final String name;

    /** @param name whom messages blame */
    TokenEndpoint(TokenClient client, InstantSource clock, String name) {
        this.client = client;
        this.clock = clock;
        this.name = name;
    }

    /** Text for a form or a query. */
    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    CompletionStage<AccessToken> ask(TokenClient.Requests request) {
        return client.send(request, TIME).handle((answer, failure) -> {
            try {
                if (failure != null) {
                    throw unavailable("gave no token" + reason(failure));
                }
                return token(answer);
            } catch (LlmException refusal) {
                throw new CompletionException(refusal);
            }
        });
    }

    LlmException unavailable(String what) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, "upstream_credentials", name + " " + what + "."));
    }

    /** The kind of failure only: its message may quote a request. */
    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException
                ? " within " + TIME.toSeconds() + " s"
                : " (" + cause.getClass().getSimpleName() + ")";
    }

    private AccessToken token(HttpResponse<byte[]> answer) throws LlmException {
        JsonNode members = members(answer.body());
        if (answer.statusCode() != 200) {
            throw unavailable("answered " + answer.statusCode() + error(members));
        }
        String token = members.path("access_token").asText("");
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw unavailable("answered without a token");
        }
        Instant now = clock.instant();
        return AccessToken.until(token, now, expiry(members, now));
    }

    private static JsonNode members(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return JSON.createObjectNode();
        }
    }

    private static Instant expiry(JsonNode members, Instant now) {
        long seconds = members.path("expires_in").asLong(0);
        if (seconds <= 0) {
            seconds = members.path("expires_on").asLong(0) - now.getEpochSecond();
        }
        return now.plusSeconds(seconds > 0 ? Math.min(seconds, LONGEST_LIFE.toSeconds()) : SHORT_LIFE.toSeconds());
    }

    /** The error's code and number: enough to look it up, and nothing that was sent. */
    private static String error(JsonNode members) {
        String code = members.path("error").asText("");
        Matcher number = ERROR_NUMBER.matcher(members.path("error_description").asText(""));
        return (ERROR_CODE.matcher(code).matches() ? ": " + code : "") + (number.find() ? " " + number.group() : "");
    }
}
