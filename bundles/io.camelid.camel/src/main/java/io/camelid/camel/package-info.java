/** How the bundles that use Camel make their contexts. */
@Export
@Version("1.0.0")
package io.camelid.camel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
