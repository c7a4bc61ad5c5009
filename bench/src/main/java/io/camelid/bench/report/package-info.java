/** Tables for people, JSON for machines. */
package io.camelid.bench.report;
