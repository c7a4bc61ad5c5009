package io.camelid.format.openai.internal;

/** What a value in an answer says. */
enum Meaning {
    /** The model that answers. */
    MODEL,
    /** Tokens of the prompt. */
    INPUT,
    /** Tokens generated. */
    OUTPUT,
    /** Tokens of the prompt read from the cache. */
    CACHE_READ,
    /** Tokens of the prompt written to the cache. */
    CACHE_WRITE,
    /** Tokens generated that were thinking. */
    REASONING,
    /** An error, as an object or a text. */
    ERROR,
    /** An error's message. */
    ERROR_MESSAGE,
    /** Something that a user sees, unless it is empty. */
    CONTENT,
    /** The kind of an output item: a user sees all but the announcement of text or thoughts to come. */
    ITEM_TYPE,
    /** Why a choice ended. */
    FINISH_REASON,
    /** The type of a Responses event. */
    EVENT_TYPE
}
