package io.camelid.http.internal.upstream;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;

/**
 * An upstream's answer, its body still to be read.
 *
 * @param content the body as it came, content codings kept, by demand; it must be read to its last chunk
 *     or the call cancelled. Failures in it are {@link UpstreamException}s
 */
public record UpstreamResponse(int status, HttpVersion version, HttpFields headers, Content.Source content) {}
