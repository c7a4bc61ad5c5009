/** Client and upstream in different formats: {@link io.camelid.gateway.internal.translation.Translator}. */
package io.camelid.gateway.internal.translation;
