/** What telemetry offers to others: the page of metrics. */
@Export
@Version("1.0.0")
package io.camelid.telemetry;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
