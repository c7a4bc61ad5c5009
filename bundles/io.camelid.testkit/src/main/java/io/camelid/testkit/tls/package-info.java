/** Throw-away certificates. */
package io.camelid.testkit.tls;
