package io.camelid.admin.internal.redact;

/** Text, a number or a truth value that its owner has declared to be no secret, whatever its name sounds like. */
public record Disclosed(Object value) {}
