/** The canonical model of embeddings, and its codec. */
@Export
@Version("1.0.0")
package io.camelid.spi.embedding;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
