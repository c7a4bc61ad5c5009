package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.config.snapshot.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRewriteTest {
    /** The Gateway API's table for ReplacePrefixMatch, with prefixes as the matcher has them: no trailing slash. */
    @ParameterizedTest
    @CsvSource({
        "/foo/bar,  /foo, /xyz,  /xyz/bar",
        "/foo/bar,  /foo, /xyz/, /xyz/bar",
        "/foo,      /foo, /xyz,  /xyz",
        "/foo/,     /foo, /xyz,  /xyz/",
        "/foo/bar,  /foo, '',    /bar",
        "/foo/,     /foo, '',    /",
        "/foo,      /foo, '',    /",
        "/foo/,     /foo, /,     /",
        "/foo,      /foo, /,     /",
        "/foo/bar,  /foo, /,     /bar",
        "/bar,      '',   /xyz,  /xyz/bar",
        "/,         '',   /xyz,  /xyz/",
        "/,         '',   /,     /",
        "/a%2Fb/c,  /a%2Fb, /x,  /x/c",
    })
    void replacesAPrefix(String path, String prefix, String replacement, String expected) {
        assertEquals(expected, PathRewrite.apply(new Filter.ReplacePrefix(replacement), path, prefix));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,  /v1/chat/completions",
        "/v1/chat/completions/, /v1/chat/completions",
        "/,                     /",
        "'',                    /",
    })
    void replacesThePath(String replacement, String expected) {
        assertEquals(expected, PathRewrite.apply(new Filter.ReplaceFullPath(replacement), "/openai/x", "/openai"));
    }

    @Test
    void otherFiltersLeaveThePath() {
        assertEquals("/x/", PathRewrite.apply(new Filter.ReplaceHost("other.test"), "/x/", "/x"));
    }
}
