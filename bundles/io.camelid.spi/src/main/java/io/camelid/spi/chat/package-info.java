/**
 * The canonical chat model: what a conversation, an answer and a stream mean, whatever the language. A
 * format's {@link io.camelid.spi.chat.ChatCodec} translates to and from it. Start at {@link
 * io.camelid.spi.chat.ChatRequest} and {@link io.camelid.spi.chat.ChatEvent}.
 */
@Export
@Version("1.0.0")
package io.camelid.spi.chat;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
