/** What a request's CPU time and memory go to. */
package io.camelid.bench.profile;
