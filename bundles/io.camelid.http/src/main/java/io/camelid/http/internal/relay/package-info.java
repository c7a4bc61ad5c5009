/** Bodies on their way from upstreams to clients. */
package io.camelid.http.internal.relay;
