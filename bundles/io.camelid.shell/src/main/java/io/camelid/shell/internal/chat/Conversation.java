package io.camelid.shell.internal.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A conversation that remembers its turns. A turn that fails leaves no trace. */
public final class Conversation {
    private final List<Message> turns = new ArrayList<>();
    private final ChatClient client;
    private final Optional<String> model;

    /**
     * @param model empty to leave it to the backend
     * @param system what the model is told first, if anything
     */
    public Conversation(ChatClient client, Optional<String> model, Optional<String> system) {
        this.client = client;
        this.model = model;
        system.ifPresent(text -> turns.add(new Message("system", text)));
    }

    /** Says something and waits for the whole answer. */
    public ChatReply say(String text, Consumer<String> onText) throws ChatFailure, InterruptedException {
        List<Message> asked = new ArrayList<>(turns);
        asked.add(new Message("user", text));
        ChatReply reply = client.ask(model, asked, onText);
        asked.add(new Message("assistant", reply.text()));
        turns.clear();
        turns.addAll(asked);
        return reply;
    }
}
