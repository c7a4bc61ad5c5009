/** Server-sent events as the WHATWG HTML standard defines them, chapter "Server-sent events". */
@Export
@Version("1.0.0")
package io.camelid.format.sse;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
