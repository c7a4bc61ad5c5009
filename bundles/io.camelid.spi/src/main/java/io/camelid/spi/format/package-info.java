/**
 * A format is a language: what the bytes of a request, a response and an error mean. Start at {@link
 * io.camelid.spi.format.Format}.
 */
@Export
@Version("1.0.0")
package io.camelid.spi.format;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
