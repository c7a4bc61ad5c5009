/**
 * The Camel components {@code gateway:} and {@code upstream:}, in which the gateway's decisions meet the
 * wire.
 */
package io.camelid.http.internal.component;
