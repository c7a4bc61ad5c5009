/** What manifests say of time limits, health and balancing, in fields or in {@code camelid.io/} annotations. */
package io.camelid.config.internal.traffic;
