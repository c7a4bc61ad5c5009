/** A real llama.cpp behind the gateway. */
package io.camelid.itests.llama;
