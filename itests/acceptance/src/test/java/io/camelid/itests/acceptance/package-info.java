/**
 * What users were promised, tried on the product as they get it. S1 to S20 in the names of tests are the calls that the two
 * documents which the product was asked for with promise to answer.
 */
package io.camelid.itests.acceptance;
