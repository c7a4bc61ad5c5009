package io.camelid.config;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One object as a source delivered it. The content is the whole document in Kubernetes' own shape,
 * made of unmodifiable maps, lists, text, numbers, booleans and nulls.
 *
 * <p>{@link #toString} names the object only: the content of a Secret must not be printed by accident.
 *
 * @param apiVersion {@code <group>/<version>}, or {@code v1}
 * @param content the document, {@code apiVersion}, {@code kind} and {@code metadata} included
 * @param generation counts the changes of the spec; conditions refer to it
 * @param created for precedence between routes; sources without one give the same instant to all
 */
public record KubernetesObject(
        ObjectKey key,
        String apiVersion,
        Map<String, Object> content,
        long generation,
        Optional<Instant> created,
        Origin origin) {
    public KubernetesObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(apiVersion, "apiVersion");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(origin, "origin");
    }

    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }
}
