package org.serai.mail;

import java.security.SecureRandom;
import java.time.Clock;

/** Makes mail ids: 16 characters of Crockford's base 32, 48 bits of milliseconds and 32 of chance, so they sort by time. */
public final class MailId {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final char[] DIGITS = ALPHABET.toCharArray();
    private static final int LENGTH = 16;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public MailId(Clock clock) {
        this.clock = clock;
    }

    public String next() {
        var out = new char[LENGTH];
        digits(out, 0, 10, clock.millis() << 2 | random.nextInt() & 3);
        digits(out, 10, 6, random.nextInt() & 0x3fffffffL);
        return new String(out);
    }

    /** Whether a text of others may be an id of ours. */
    public static boolean is(String text) {
        return text.length() == LENGTH && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    private static void digits(char[] out, int from, int count, long value) {
        for (int i = from + count - 1; i >= from; i--, value >>>= 5) {
            out[i] = DIGITS[(int) (value & 31)];
        }
    }
}
