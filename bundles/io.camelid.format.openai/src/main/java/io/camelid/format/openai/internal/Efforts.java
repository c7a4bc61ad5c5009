package io.camelid.format.openai.internal;

import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The degree of reasoning to ask of a model, by OpenAI's reference for its models' names: those before the o-series refuse
 * the parameter, the first that reason cannot be told not to. A name that is not OpenAI's is given what the client wants.
 */
final class Efforts {
    private static final Pattern NEVER = Pattern.compile("(gpt-3|gpt-4|chatgpt-|gpt-5-chat).*");
    private static final Pattern AT_LEAST_MINIMAL = Pattern.compile("gpt-5(-(mini|nano|20).*)?");
    private static final Pattern AT_LEAST_LOW = Pattern.compile("(o[134]|gpt-oss|gpt-5(\\.\\d+)?-(codex|pro)).*");
    private static final Pattern MORE_THAN_HIGH = Pattern.compile("gpt-5\\.1-codex-max.*|gpt-5\\.[2-9].*|gpt-[6-9].*");
    /** Later ones refuse functions together with reasoning in chat completions. */
    private static final Pattern WITH_FUNCTIONS = Pattern.compile("gpt-5|gpt-5-.*|gpt-5\\.[12].*|gpt-oss.*");

    private Efforts() {}

    /** What to ask for in chat completions; empty to leave it to the model. */
    static Optional<String> forCompletions(ChatRequest request, Losses losses) {
        Optional<String> effort = forResponses(request, losses);
        String model = name(request);
        boolean refused = model.startsWith("gpt-")
                && !request.tools().isEmpty()
                && !WITH_FUNCTIONS.matcher(model).matches();
        if (effort.isEmpty() || !refused || effort.get().equals("none")) {
            return effort;
        }
        losses.add(Losses.REASONING);
        return Optional.of("none");
    }

    /** What to ask for in responses; empty to leave it to the model. */
    static Optional<String> forResponses(ChatRequest request, Losses losses) {
        Optional<Effort> wanted = request.reasoning().flatMap(ReasoningControl::degree);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        boolean off = request.reasoning().get().isOff();
        String model = name(request);
        if (NEVER.matcher(model).matches()) {
            if (!off) {
                losses.add(Losses.REASONING);
            }
            return Optional.empty();
        }
        Effort least = AT_LEAST_LOW.matcher(model).matches()
                ? Effort.LOW
                : AT_LEAST_MINIMAL.matcher(model).matches() ? Effort.MINIMAL : Effort.NONE;
        Effort most = MORE_THAN_HIGH.matcher(model).matches() ? Effort.XHIGH : Effort.HIGH;
        Effort effort = between(least, wanted.get(), most);
        // A budget of tokens is a degree only roughly, so that one more or less is no loss.
        if (effort != wanted.get() && request.reasoning().get().effort().isPresent()) {
            losses.add(Losses.REASONING);
        }
        return Optional.of(effort.name().toLowerCase(Locale.ROOT));
    }

    private static Effort between(Effort least, Effort wanted, Effort most) {
        if (wanted.compareTo(least) < 0) {
            return least;
        }
        return wanted.compareTo(most) > 0 ? most : wanted;
    }

    /** Whether a model may reason, and so seal its thoughts; for others OpenAI refuses to be asked for the seals. */
    static boolean mayReason(ChatRequest request) {
        return !NEVER.matcher(name(request)).matches();
    }

    /** A host may put a vendor before the model, such as {@code openai/gpt-5}. */
    private static String name(ChatRequest request) {
        String model = request.model();
        return model.substring(model.lastIndexOf('/') + 1);
    }
}
