/** Reading along with answers without trees, at about a nanosecond a byte. Start at {@link AnswerObserver}. */
@Export
@Version("1.0.0")
package io.camelid.format.observe;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
