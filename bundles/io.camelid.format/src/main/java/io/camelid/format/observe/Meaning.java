package io.camelid.format.observe;

/** What a value in an answer says. Of a count that comes several times the last one holds. */
public enum Meaning {
    /** The model that answers. */
    MODEL,
    /** Tokens of the prompt, cached ones included. */
    INPUT,
    /** Tokens of the prompt that were neither read from the cache nor written to it. */
    INPUT_BESIDE_CACHE,
    /** Tokens of the prompt that are counted apart from it, such as what tools of the provider's own found. */
    INPUT_APART,
    /** Tokens generated, reasoning included. */
    OUTPUT,
    /** Tokens generated that were not thinking. */
    OUTPUT_BESIDE_REASONING,
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
    /** The kind of an output item: a user sees all but the {@linkplain EventTypes#announcements() announcements}. */
    ITEM_TYPE,
    /** Why a candidate ended: the answer is whole with the event that says it. */
    FINISH_REASON,
    /** The type of an event, looked up in {@link EventTypes}. */
    EVENT_TYPE
}
