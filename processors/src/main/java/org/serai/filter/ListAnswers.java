package org.serai.filter;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which answers of a list in the DNS: {@code 127.0.0.2}, {@code 127.0.0.4-7}, {@code 127.0.*.3}, or {@code &8} for those whose last octet
 * has a bit of 8.
 *
 * @param octets in which range each octet is
 * @param bits of which the last octet must have one; 0: whatever it has
 */
public record ListAnswers(List<Range> octets, int bits) {

    /** All that say "listed". */
    static final ListAnswers ANY = parse("127.*.*.*");

    public ListAnswers {
        octets = List.copyOf(octets);
    }

    /** From {@code least} to {@code most}. */
    public record Range(int least, int most) {}

    /** @throws IllegalArgumentException when it is none of these */
    static ListAnswers parse(String text) {
        if (text.startsWith("&")) {
            return new ListAnswers(ANY.octets, octet(text.substring(1), text));
        }
        var ranges = new ArrayList<Range>();
        int from = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', from)) {
            ranges.add(range(text.substring(from, dot), text));
            from = dot + 1;
        }
        ranges.add(range(text.substring(from), text));
        if (ranges.size() != 4 || !ranges.get(0).equals(new Range(127, 127))) {
            throw wrong(text);
        }
        return new ListAnswers(ranges, 0);
    }

    private static Range range(String part, String text) {
        if (part.equals("*")) {
            return new Range(0, 255);
        }
        int hyphen = part.indexOf('-');
        int least = octet(hyphen < 0 ? part : part.substring(0, hyphen), text);
        int most = hyphen < 0 ? least : octet(part.substring(hyphen + 1), text);
        if (least > most) {
            throw wrong(text);
        }
        return new Range(least, most);
    }

    private static int octet(String digits, String text) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            value = digit < 0 || digit > 9 ? 256 : Math.min(256, value * 10 + digit);
        }
        if (digits.isEmpty() || value > 255) {
            throw wrong(text);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not an answer such as 127.0.0.2, 127.0.0.4-7, 127.0.*.3 or &8");
    }

    boolean contain(Inet4Address answer) {
        byte[] said = answer.getAddress();
        for (int i = 0; i < said.length; i++) {
            Range range = octets.get(i);
            int octet = said[i] & 0xff;
            if (octet < range.least() || octet > range.most()) {
                return false;
            }
        }
        return bits == 0 || (said[3] & bits) != 0;
    }

    /** True for 127.0.0.255. */
    static boolean allBits(Inet4Address answer) {
        return Arrays.equals(answer.getAddress(), new byte[] {127, 0, 0, -1});
    }

    /**
     * True for an answer by which a list says that it does not answer, or that comes from somebody who is no list: outside of
     * 127.0.0.0/8 (RFC 5782 section 2.1), 127.255.255.0/24 and 127.0.1.255 (Spamhaus), 127.0.0.1 (URIBL).
     */
    static boolean error(Inet4Address answer) {
        byte[] octets = answer.getAddress();
        return octets[0] != 127
                || octets[1] == -1 && octets[2] == -1
                || octets[1] == 0 && octets[2] == 1 && octets[3] == -1
                || octets[1] == 0 && octets[2] == 0 && octets[3] == 1;
    }
}
