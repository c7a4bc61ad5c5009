package io.camelid.config.internal.identity;

import com.google.re2j.Pattern;
import io.camelid.config.snapshot.ResponseCondition;
import io.camelid.spi.Secret;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Short names for contents: equal contents have equal names, and others, in all likelihood, have not.
 * Names are shown to people while contents may hold secrets, so a name is an HMAC under a key that
 * this process keeps to itself: nobody can try out secrets against it. Not thread-safe.
 */
public final class Fingerprint {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN_BYTES = 6;

    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            for (RecordComponent component : components) {
                component.getAccessor().setAccessible(true);
            }
            return components;
        }
    };

    private final Mac mac;

    public Fingerprint(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has HmacSHA256
        }
    }

    /** With a key that nobody knows. */
    public static Fingerprint random() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new Fingerprint(key);
    }

    /**
     * @param contents records, collections, maps, text, numbers and whatever is made of them
     */
    public String of(Object... contents) {
        for (Object content : contents) {
            add(content);
        }
        return HexFormat.of().formatHex(mac.doFinal(), 0, SHOWN_BYTES);
    }

    private void add(Object content) {
        if (content instanceof String text) {
            add('s', text);
        } else if (content instanceof Record composite) {
            add('r', composite.getClass().getName());
            for (RecordComponent component : COMPONENTS.get(composite.getClass())) {
                add(valueOf(component, composite));
            }
        } else if (content instanceof Optional<?> optional) {
            addSize('o', optional.isPresent() ? 1 : 0);
            optional.ifPresent(this::add);
        } else if (content instanceof Collection<?> collection) {
            addSize('c', collection.size());
            collection.forEach(this::add);
        } else if (content instanceof Map<?, ?> map) {
            addSize('m', map.size());
            new TreeMap<Object, Object>(map).forEach((key, value) -> {
                add(key);
                add(value);
            });
        } else if (content instanceof Secret secret) {
            add('k', secret.reveal());
        } else if (content instanceof ResponseCondition condition) {
            add('e', condition.text());
        } else if (content instanceof Pattern pattern) {
            add('p', pattern.pattern());
        } else if (content == null
                || content instanceof Number
                || content instanceof Boolean
                || content instanceof Enum<?>
                || content instanceof Instant
                || content instanceof TemporalAmount) {
            add('v', Objects.toString(content));
        } else {
            throw new IllegalArgumentException("no fingerprint of " + content.getClass());
        }
    }

    private void add(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        addSize(kind, bytes.length);
        mac.update(bytes);
    }

    private void addSize(char kind, int size) {
        mac.update((byte) kind);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, size));
    }

    private static Object valueOf(RecordComponent component, Record composite) {
        try {
            return component.getAccessor().invoke(composite);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible); // accessors of our records throw nothing
        }
    }
}
