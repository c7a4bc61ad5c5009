/** Converse, CountTokens and the embeddings formats of Amazon Bedrock. */
package io.camelid.format.bedrock.internal;
