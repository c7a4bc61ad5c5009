/** What Jetty's ServiceLoader look-ups need in a container without a service loader mediator. */
package io.camelid.http.internal.osgi;
