/** JSON as trees, for translation: {@link io.camelid.format.tree.JsonTree} and {@link io.camelid.format.tree.Members}. */
@Export
@Version("1.0.0")
package io.camelid.format.tree;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
