package io.camelid.shell.internal.chat;

/** No answer, or no whole one. The message is for the user. */
public final class ChatFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ChatFailure(String message) {
        super(message);
    }
}
