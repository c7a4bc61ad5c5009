/** The gateway with a real API server, driven by kubectl as an operator would. */
package io.camelid.itests.kubernetes;
