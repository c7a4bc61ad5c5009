package io.camelid.provider.azureopenai.internal;

import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource in Azure.
 *
 * @param foundry whether it is a Microsoft Foundry resource, with projects and models of other vendors
 * @param address where it is
 * @param project the Foundry project; empty text where there are none
 */
record AzureResource(boolean foundry, Address address, String project) {
    static final String ENDPOINT = "endpoint";
    static final String NAME = "resourceName";
    static final String TYPE = "resourceType";
    static final String PROJECT = "projectName";

    private static final String OPENAI_SUFFIX = ".openai.azure.com";
    private static final String FOUNDRY_SUFFIX = ".services.ai.azure.com";
    private static final int HTTPS = 443;

    /** A custom subdomain: "letters, numbers and dashes, 2 to 64 characters". */
    private static final Pattern RESOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{1,63}");

    private static final Pattern PROJECT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern PROJECT_PATH = Pattern.compile("/api/projects/([^/]+).*");

    /** The resource that the settings name, by its endpoint or by its name and type. */
    static AzureResource of(Settings settings) throws LlmException {
        Optional<String> endpoint = settings.text(ENDPOINT);
        Optional<String> name = settings.text(NAME);
        if (endpoint.isPresent() && name.isPresent()) {
            throw Refusals.configuration(ENDPOINT + " and " + NAME + " are mutually exclusive");
        }
        if (endpoint.isPresent()) {
            return at(endpoint.get().strip(), settings.text(PROJECT));
        }
        if (name.isPresent()) {
            return named(name.get(), settings.text(TYPE), settings.text(PROJECT));
        }
        throw Refusals.configuration(
                settings.text(TYPE).isPresent() ? NAME + " is required" : ENDPOINT + " is required");
    }

    private static AzureResource named(String name, Optional<String> type, Optional<String> project)
            throws LlmException {
        switch (type.orElse("")) {
            case "OpenAI":
                return new AzureResource(false, Address.https(resource(name) + OPENAI_SUFFIX), "");
            case "Foundry":
                if (project.isEmpty()) {
                    throw Refusals.configuration("projectName is required when resourceType is Foundry");
                }
                return new AzureResource(
                        true, Address.https(resource(name) + FOUNDRY_SUFFIX), projectName(project.get()));
            case "":
                throw Refusals.configuration(TYPE + " is required");
            default:
                throw Refusals.configuration(TYPE + " must be OpenAI or Foundry");
        }
    }

    /**
     * An endpoint as the portal shows it, with a scheme and perhaps a path; or a host; or the bare name of
     * an Azure OpenAI resource. A Foundry endpoint may name its project; else the project is called as the
     * resource.
     */
    private static AzureResource at(String endpoint, Optional<String> project) throws LlmException {
        URI uri = uri(endpoint);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.indexOf('.') < 0) {
            return new AzureResource(false, Address.https(resource(host) + OPENAI_SUFFIX), "");
        }
        Address address = new Address(
                host,
                uri.getPort() < 0 ? HTTPS : uri.getPort(),
                Address.https(host).tls());
        if (!host.endsWith(FOUNDRY_SUFFIX)) {
            return new AzureResource(false, address, "");
        }
        Matcher path = PROJECT_PATH.matcher(uri.getPath());
        String standard = path.matches() ? path.group(1) : host.substring(0, host.length() - FOUNDRY_SUFFIX.length());
        return new AzureResource(true, address, projectName(project.orElse(standard)));
    }

    private static URI uri(String endpoint) throws LlmException {
        int scheme = endpoint.indexOf("://");
        try {
            URI uri = new URI("https://" + (scheme < 0 ? endpoint : endpoint.substring(scheme + 3)));
            if (uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() != 0 && uri.getPort() <= 65535) {
                return uri;
            }
        } catch (URISyntaxException notAnAddress) {
            // Refused below; the parser's own message would repeat the whole text.
        }
        throw Refusals.configuration(ENDPOINT + " must be a host, such as https://my-resource.openai.azure.com");
    }

    private static String resource(String name) throws LlmException {
        if (!RESOURCE.matcher(name).matches()) {
            throw Refusals.configuration("'" + name + "' is no name of an Azure resource");
        }
        return name;
    }

    private static String projectName(String name) throws LlmException {
        if (!PROJECT_NAME.matcher(name).matches()) {
            throw Refusals.configuration("'" + name + "' is no name of a Foundry project");
        }
        return name;
    }
}
