package io.camelid.spi.provider;

import io.camelid.spi.FormatId;
import io.camelid.spi.Headers;
import io.camelid.spi.Operation;
import java.util.Objects;
import java.util.Optional;

/**
 * A request of a client, as a provider is asked to carry it out.
 *
 * @param operation what is wanted
 * @param format the language that the request has when it reaches the provider
 * @param model the model to ask for; empty text where an operation has none
 * @param stream whether the answer is to come as events
 * @param method the HTTP method
 * @param clientPath the client's path after all rewrites, if it may be kept: it names the API of
 *     {@code format} already
 * @param query the client's query string without credentials, or empty text
 * @param clientHeaders the client's header fields, for those that a provider takes from the caller
 */
public record LlmCall(
        Operation operation,
        FormatId format,
        String model,
        boolean stream,
        String method,
        Optional<String> clientPath,
        String query,
        Headers clientHeaders) {
    public LlmCall {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(clientPath, "clientPath");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(clientHeaders, "clientHeaders");
    }
}
