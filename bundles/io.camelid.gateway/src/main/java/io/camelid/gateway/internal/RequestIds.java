package io.camelid.gateway.internal;

import io.camelid.gateway.GatewayHeaders;
import io.camelid.spi.Headers;
import java.util.concurrent.ThreadLocalRandom;

/** Names requests. An id correlates; it is no secret and need not be unguessable. */
final class RequestIds {
    private static final int LONGEST = 128;

    private RequestIds() {}

    /** The client's own id if it is short and printable, for it goes into headers and logs; else a new one. */
    static String of(Headers headers) {
        return headers.first(GatewayHeaders.REQUEST_ID)
                .filter(RequestIds::isSane)
                .orElseGet(RequestIds::random);
    }

    private static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] digits = new char[32];
        for (int half = 0; half < 2; half++) {
            long bits = random.nextLong();
            for (int i = 0; i < 16; i++) {
                digits[half * 16 + i] = Character.forDigit((int) (bits & 0xf), 16);
                bits >>>= 4;
            }
        }
        return new String(digits);
    }
}
