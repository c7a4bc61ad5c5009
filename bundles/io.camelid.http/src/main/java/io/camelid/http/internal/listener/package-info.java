/** Ports on which clients are served. */
package io.camelid.http.internal.listener;
