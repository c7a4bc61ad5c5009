/** What users were promised, tried on the product as they get it. */
package io.camelid.itests.acceptance;
