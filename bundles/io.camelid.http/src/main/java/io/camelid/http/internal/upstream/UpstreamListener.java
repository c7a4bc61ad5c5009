package io.camelid.http.internal.upstream;

/**
 * Told what becomes of a call: exactly one of the two methods is called, once, on the call's reactor
 * unless that has stopped. It must not block.
 */
public interface UpstreamListener {
    /** The answer's head is here. */
    void onResponse(UpstreamResponse response);

    /** There will be no answer. */
    void onFailure(UpstreamException failure);
}
