/**
 * JSON without trees: a request body that is read once and edited in place, and a scanner that finds
 * chosen values in an answer while it passes.
 */
@Export
@Version("1.0.0")
package io.camelid.format.json;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
