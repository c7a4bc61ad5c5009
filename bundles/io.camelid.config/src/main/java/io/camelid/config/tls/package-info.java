/** Certificates and keys as configuration holds them. */
@Export
@Version("1.0.0")
package io.camelid.config.tls;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
