/** The framing of AWS's event streams, as its Smithy specification has it. */
package io.camelid.format.bedrock.internal.eventstream;
