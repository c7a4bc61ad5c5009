package io.camelid.config.internal.match;

/**
 * A condition on a header field or a query parameter.
 *
 * @param name lower-case for header fields, exact for parameters
 */
public record ValueMatch(String name, TextMatch value) {}
