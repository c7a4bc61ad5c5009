package io.camelid.http.internal.component;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** The keys of {@code etc/io.camelid.http.cfg}. Sizes are in bytes, times in milliseconds unless they say otherwise. */
@ComponentPropertyType
@interface HttpSettings {
    String PID = "io.camelid.http";

    /** Address that listeners bind. */
    String bind() default "0.0.0.0";

    /** Where clients find them, for the status of Gateways; if it is empty, the address above. */
    String address() default "";

    /** How long exchanges in flight get when the gateway stops, e.g. 30s. */
    String drain() default "30s";

    /** Event loops; 0 is one for each processor. */
    int reactors() default 0;

    /** Largest request body that is read, after decoding. */
    int max_request_body() default 32 << 20;

    /** Memory for all request bodies together; 0 is a quarter of the heap. */
    long request_memory() default 0;

    /** Largest request head. */
    int max_request_head() default 32 << 10;

    /** From a request's first byte to the end of its head. */
    long head_timeout() default 10_000;

    /** How long a client's connection may be idle. */
    long idle_timeout() default 75_000;

    /** Client connections at a time. */
    int max_connections() default 20_000;

    /** For each address of an upstream, and for a TLS handshake that stands still. */
    long upstream_connect_timeout() default 10_000;

    /** From sending a request to the head of its answer. */
    long upstream_first_byte_timeout() default 300_000;

    /** Between two pieces of an answer. */
    long upstream_idle_timeout() default 300_000;

    /** Connections to one upstream. */
    int upstream_max_connections() default 4096;

    /** Copies of requests, for RequestMirror filters, on their way at a time; more are dropped. */
    int mirror_max_in_flight() default 256;

    /** Largest streamed request body that is kept for a copy. */
    int mirror_max_body() default 1 << 20;

    /** Memory for the bodies of all copies together; 0 is a quarter of what requests have. */
    long mirror_memory() default 0;
}
