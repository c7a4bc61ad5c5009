/** Requests to upstream servers over pooled connections that share the reactors of their clients. */
package io.camelid.http.internal.upstream;
