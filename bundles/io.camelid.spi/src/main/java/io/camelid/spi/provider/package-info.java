/**
 * A provider is a place: where a request goes, how it is authenticated and what is odd there. Start
 * at {@link io.camelid.spi.provider.LlmProvider}.
 */
@Export
@Version("1.0.0")
package io.camelid.spi.provider;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
