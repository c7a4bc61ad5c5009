package io.camelid.itests.translation;

/** What cases are about, in the order of the page. */
enum Group {
    CONVERSATION("Conversation"),
    SAMPLING("Sampling"),
    TOOLS("Tools"),
    STRUCTURED_OUTPUT("Structured output"),
    MEDIA("Pictures, documents, sounds"),
    REASONING("Reasoning"),
    PROMPT_CACHE("Prompt cache"),
    ENDS("How answers end"),
    ERRORS("Errors");

    private final String title;

    Group(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
