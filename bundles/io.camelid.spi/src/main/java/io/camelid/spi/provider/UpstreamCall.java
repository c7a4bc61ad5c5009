package io.camelid.spi.provider;

/** What a provider wants done for a call: an HTTP request, or an answer from inside the process. */
public sealed interface UpstreamCall permits HttpCall, LocalCall {}
