/** Starts gateways from the tarball and talks to them from outside, as their users do. */
package io.camelid.itests.acceptance.harness;
