/** Servers on loopback that stand for providers in tests. */
package io.camelid.testkit.upstream;
