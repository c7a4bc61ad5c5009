package io.camelid.format.openai.internal;

import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The seal of a reasoning item. OpenAI takes an item back with the id that it gave it, so the id is kept with its seals.
 *
 * @param id of the item
 * @param content its {@code encrypted_content}
 */
record SealedItem(String id, String content) {
    private static final char MARK = '|';
    private static final String PREFIX = "rs_";
    private static final String REDACTED = "redacted:";
    /** Begins the ids of items that OpenAI did not make, and which are of no use to it. */
    private static final String MADE_HERE = PREFIX + "camelid";
    /** OpenAI takes ids of 64 characters at most. */
    private static final int DIGITS = 48;

    /** What is written for a seal. */
    static SealedItem of(Signature seal) {
        String content = seal.textFor(Signature.OPENAI);
        int mark = content.startsWith(PREFIX) ? content.indexOf(MARK) : -1;
        return mark < 0
                ? new SealedItem(madeId(content), content)
                : new SealedItem(content.substring(0, mark), content.substring(mark + 1));
    }

    /** What is written for a thought without words. OpenAI itself does not tell it from one whose words are not shown. */
    static SealedItem of(Part.RedactedReasoning redacted) {
        SealedItem item = of(redacted.data());
        return isOpenAis(redacted.data()) ? item : new SealedItem(item.id(), REDACTED + item.content());
    }

    private static boolean isOpenAis(Signature seal) {
        return seal.vendor().equals(Signature.OPENAI);
    }

    /** An id for an item whose seal is not known yet. */
    static String newId(Supplier<String> ids) {
        return MADE_HERE + ids.get();
    }

    private static String madeId(String content) {
        return MADE_HERE + Digests.digest(content).substring(0, DIGITS);
    }

    /** The thought in a reasoning item, if there is one. */
    static Optional<Part> read(String id, String text, String content) {
        if (content.isEmpty()) {
            return text.isEmpty() ? Optional.empty() : Optional.of(new Part.Reasoning(text, Optional.empty()));
        }
        boolean redacted = content.startsWith(REDACTED);
        Signature seal = seal(id, redacted ? content.substring(REDACTED.length()) : content);
        return Optional.of(
                redacted || text.isEmpty() && isOpenAis(seal)
                        ? new Part.RedactedReasoning(seal)
                        : new Part.Reasoning(text, Optional.of(seal)));
    }

    private static Signature seal(String id, String content) {
        Signature seal = Signature.read(content, Signature.OPENAI);
        boolean given = isOpenAis(seal) && id.startsWith(PREFIX) && !id.startsWith(MADE_HERE);
        return given ? new Signature(Signature.OPENAI, id + MARK + content) : seal;
    }
}
