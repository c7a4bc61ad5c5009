/**
 * Configuration: objects come in from sources, an immutable routing snapshot and the objects' status
 * come out.
 */
@Export
@Version("1.0.0")
package io.camelid.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
