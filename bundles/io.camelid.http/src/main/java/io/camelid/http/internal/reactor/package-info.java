/**
 * The event loops that listeners and upstream clients share, so that a client's connection and the
 * upstream connections that serve it live on one thread.
 */
package io.camelid.http.internal.reactor;
