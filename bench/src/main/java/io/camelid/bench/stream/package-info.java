/** Event streams from a paced upstream to clients that account for every event. */
package io.camelid.bench.stream;
