/** How bytes of any format are read as they come. */
@Export
@Version("1.0.0")
package io.camelid.format;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
