/** The TLS that ports speak: certificates by host name, and connections in their handshake. */
package io.camelid.http.internal.tls;
