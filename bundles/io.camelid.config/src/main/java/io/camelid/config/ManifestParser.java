package io.camelid.config;

import org.osgi.annotation.versioning.ProviderType;

/** Reads manifests: YAML or JSON, several documents in a file, {@code List} objects unfolded. Thread-safe. */
@ProviderType
public interface ManifestParser {
    /**
     * Reads all documents of a file. A document that is no object, or lacks its kind or name, is a
     * problem of its own; text that is no YAML yields no objects and one problem with its line.
     *
     * @param source for {@link Origin#source()}
     * @param location for {@link Origin#location()}
     * @param bytes UTF-8
     */
    SourceContent parse(String source, String location, byte[] bytes);
}
