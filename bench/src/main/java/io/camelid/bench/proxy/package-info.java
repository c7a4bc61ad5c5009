/** What is measured and what loads it: nginx, the gateway, wrk. */
package io.camelid.bench.proxy;
