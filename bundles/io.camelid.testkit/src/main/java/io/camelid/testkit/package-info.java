/**
 * Conformance suites that every provider and every format inherits, in this repository or out of it,
 * and the recorded files that they compare with.
 */
package io.camelid.testkit;
