package io.camelid.config.internal.manifest;

/**
 * What a file may cost at most.
 *
 * @param bytes its size
 * @param depth how deep maps and lists may nest
 * @param values all values in it, those that aliases repeat counted every time
 * @param aliases references to an anchored map or list
 */
record Limits(int bytes, int depth, int values, int aliases) {
    /** Far more than any sensible file has. */
    static final Limits DEFAULT = new Limits(10 << 20, 64, 1_000_000, 1_000);
}
