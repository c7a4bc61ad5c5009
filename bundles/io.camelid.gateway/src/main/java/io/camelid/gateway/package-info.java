/**
 * The way of a request, decided: match, filter, choose, plan, try, settle. Knows neither Camel nor an
 * HTTP library: the routes call it step by step, the wire carries out what it says.
 */
@Export
@Version("1.0.0")
package io.camelid.gateway;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
