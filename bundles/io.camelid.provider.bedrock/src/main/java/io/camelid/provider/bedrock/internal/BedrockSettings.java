package io.camelid.provider.bedrock.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a manifest says about a Bedrock.
 *
 * @param region part of the host name and of every signature
 * @param guardrail for every conversation
 */
record BedrockSettings(String region, Optional<Guardrail> guardrail) {
    static final String REGION = "region";
    static final String GUARDRAIL = "guardrail";
    static final String STANDARD_REGION = "us-east-1";

    private static final Pattern REGION_NAME = Pattern.compile("[a-z0-9-]{1,63}");

    /** Both parts are text that needs no escaping in JSON. */
    record Guardrail(String identifier, String version) {
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9:/._-]{1,2048}");

        private static Guardrail of(Object value) throws LlmException {
            return new Guardrail(part(value, "identifier"), part(value, "version"));
        }

        private static String part(Object value, String member) throws LlmException {
            Object part = value instanceof Map<?, ?> members ? members.get(member) : null;
            if (part == null || !PLAIN.matcher(part.toString()).matches()) {
                throw refused("guardrail." + member + " is required: the guardrail's "
                        + (member.equals("version") ? "version" : "id or ARN"));
            }
            return part.toString();
        }
    }

    static BedrockSettings of(Settings settings) throws LlmException {
        Optional<Object> guardrail = settings.structure(GUARDRAIL);
        return new BedrockSettings(
                region(settings.text(REGION).orElse(STANDARD_REGION)),
                guardrail.isPresent() ? Optional.of(Guardrail.of(guardrail.get())) : Optional.empty());
    }

    /** @throws LlmException when it could not be part of a host name */
    static String region(String name) throws LlmException {
        if (!REGION_NAME.matcher(name).matches()) {
            throw refused("region \"" + name + "\" is no AWS region");
        }
        return name;
    }

    static LlmException refused(String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, "invalid_settings", message));
    }
}
