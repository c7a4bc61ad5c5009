package io.camelid.format.bedrock.internal;

import io.camelid.spi.chat.Signature;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's id says of what it takes beyond Converse's common parameters. Ids are like {@code
 * us.anthropic.claude-sonnet-4-5-20250929-v1:0}, and ARNs end with them; the name of an application's inference profile
 * says nothing.
 *
 * @param vendor whose model it is, as far as it matters here
 * @param version of a Claude model, times 100: {@code 405} is 4.5; 0 if it is not known
 */
record ModelFamily(Vendor vendor, int version) {
    enum Vendor {
        ANTHROPIC,
        /** The second generation of Nova, which reasons. */
        NOVA_2,
        NOVA,
        GPT_OSS,
        OTHER
    }

    private static final Pattern CLAUDE =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?!\\d)(?:-(\\d{1,2})(?!\\d))?");
    private static final int WITHOUT_BOTH = 401;
    private static final int ADAPTIVE = 406;
    private static final int WITHOUT_SAMPLING = 407;

    static ModelFamily of(String model) {
        if (model.contains("anthropic.")) {
            return new ModelFamily(Vendor.ANTHROPIC, version(model));
        }
        if (model.contains("amazon.nova-2")) {
            return new ModelFamily(Vendor.NOVA_2, 0);
        }
        if (model.contains("amazon.nova")) {
            return new ModelFamily(Vendor.NOVA, 0);
        }
        return new ModelFamily(model.contains("openai.gpt-oss") ? Vendor.GPT_OSS : Vendor.OTHER, 0);
    }

    private static int version(String model) {
        Matcher found = CLAUDE.matcher(model);
        if (!found.find()) {
            return 0;
        }
        int minor = found.group(2) == null ? 0 : Integer.parseInt(found.group(2));
        return 100 * Integer.parseInt(found.group(1)) + minor;
    }

    boolean isAnthropic() {
        return vendor == Vendor.ANTHROPIC;
    }

    boolean isNova() {
        return vendor == Vendor.NOVA || vendor == Vendor.NOVA_2;
    }

    /** Whether the model decides by itself how long to think, given a degree instead of a number of tokens. */
    boolean thinksAdaptively() {
        return version >= ADAPTIVE;
    }

    /** Whether it refuses {@code temperature} together with {@code topP}. */
    boolean takesEitherTemperatureOrTopP() {
        return version >= WITHOUT_BOTH;
    }

    /** Whether it refuses both, and {@code top_k}. */
    boolean takesNoSampling() {
        return version >= WITHOUT_SAMPLING;
    }

    /** Whether it has a prompt cache that is told where to cut; a profile may stand for a model that does. */
    boolean takesCachePoints(String model) {
        return isAnthropic() || isNova() || model.contains("application-inference-profile/");
    }

    /** Whether the declarations of tools may be cached too. */
    boolean takesCachePointsOnTools() {
        return !isNova();
    }

    /** Whose seals on reasoning it makes and takes; Anthropic's are valid wherever its models run. */
    String signatureVendor() {
        return isAnthropic() ? Signature.ANTHROPIC : "bedrock";
    }
}
