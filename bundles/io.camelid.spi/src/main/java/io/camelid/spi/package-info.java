/**
 * The vocabulary that providers and formats share: operations, format identifiers, headers, secrets,
 * usage and errors. Imports nothing but the JDK.
 */
@Export
@Version("1.0.0")
package io.camelid.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
