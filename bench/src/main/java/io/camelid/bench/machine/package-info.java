/** The machine the benchmark runs on: processes, cores, ports. */
package io.camelid.bench.machine;
