/** What holds for every chat codec: {@link io.camelid.testkit.chat.ChatCodecConformance}. */
@Export
@Version("1.0.0")
package io.camelid.testkit.chat;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
