/** The compiled configuration: what a request is matched against and where it may go. Immutable. */
@Export
@Version("1.0.0")
package io.camelid.config.snapshot;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
