package io.camelid.config.directory.internal;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What tells one state of a file from another without reading it. */
record Fingerprint(long size, FileTime modified, Object identity) {
    static Fingerprint of(BasicFileAttributes attributes) {
        return new Fingerprint(attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
    }
}
