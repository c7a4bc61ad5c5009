/**
 * Whom a request tries, and what is held for and against whom. Pure decisions: time and chance come from
 * outside. An exchange asks {@link io.camelid.gateway.internal.balance.Tries} for one
 * {@link io.camelid.gateway.internal.balance.Trial} after the other and tells each how it ended.
 */
package io.camelid.gateway.internal.balance;
