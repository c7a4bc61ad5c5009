/**
 * Credentials that end and are fetched again, without anybody waiting on an event thread. Providers whose vendors have such
 * embed this package; it is no bundle of the distribution.
 */
package io.camelid.credential;
