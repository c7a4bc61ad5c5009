/**
 * What providers can do wrong, tried on the product as users get it, with the Backend of the document's section "Model
 * Failover". {@code docs/failover.md} shows what came of it.
 */
package io.camelid.itests.acceptance.failover;
