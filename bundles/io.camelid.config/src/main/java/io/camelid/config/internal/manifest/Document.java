package io.camelid.config.internal.manifest;

/**
 * One document of a file, or one item of a {@code List}.
 *
 * @param value unmodifiable maps, lists, text, {@link Long}, {@link Double}, booleans and nulls
 * @param line where it begins, 1-based
 */
record Document(Object value, int line) {}
