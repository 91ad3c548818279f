package org.serai.content;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Addresses in URLs, as browsers read them: {@code 0xc0.0250.1} is 192.168.0.1 (WHATWG URL Standard, "host parsing"). */
final class NumericHost {

    private static final int PIECES = 8;

    private NumericHost() {}

    /** True for what is an IPv4 address or nothing: the last label is a number. */
    static boolean numeric(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String last = name.substring(name.lastIndexOf('.') + 1);
        return !last.isEmpty() && (last.chars().allMatch(c -> c >= '0' && c <= '9') || number(last) >= 0);
    }

    /** One to four numbers, decimal, octal or hexadecimal; the last one fills the octets that are left. */
    static @Nullable InetAddress ipv4(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        var numbers = new ArrayList<Long>(4);
        int from = 0;
        for (int dot = name.indexOf('.'); dot >= 0 && numbers.size() < 4; dot = name.indexOf('.', from)) {
            numbers.add(number(name.substring(from, dot)));
            from = dot + 1;
        }
        numbers.add(number(name.substring(from)));
        int last = numbers.size() - 1;
        if (last > 3 || numbers.get(last) < 0 || numbers.get(last) >= 1L << 8 * (4 - last)) {
            return null;
        }
        long address = numbers.get(last);
        for (int i = 0; i < last; i++) {
            if (numbers.get(i) < 0 || numbers.get(i) > 255) {
                return null;
            }
            address |= numbers.get(i) << 8 * (3 - i);
        }
        return address(
                new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address});
    }

    /** -1 for what is no number; what is above 2^32 is as good as 2^32. */
    private static long number(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        boolean octal = !hex && text.length() > 1 && text.charAt(0) == '0';
        int radix = hex ? 16 : octal ? 8 : 10;
        if (text.isEmpty()) {
            return -1;
        }
        long value = 0;
        for (int i = hex ? 2 : 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = Math.min(1L << 32, value * radix + digit);
        }
        return value;
    }

    /** What stands in brackets; an IPv4 address at its end, and one gap {@code ::}. */
    static @Nullable InetAddress ipv6(String text) {
        var pieces = new int[PIECES];
        int count = 0;
        int gap = -1;
        int i = 0;
        if (text.startsWith("::")) {
            gap = 0;
            i = 2;
        }
        boolean colonAlone = text.startsWith(":") && gap < 0;
        while (i < text.length()) {
            if (colonAlone || count == PIECES) {
                return null;
            }
            if (text.charAt(i) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                i++;
                continue;
            }
            int start = i;
            int value = 0;
            for (; i < text.length() && i - start < 4 && hex(text.charAt(i)) >= 0; i++) {
                value = value << 4 | hex(text.charAt(i));
            }
            if (i < text.length() && text.charAt(i) == '.') {
                InetAddress v4 = count > PIECES - 2 ? null : decimal(text.substring(start));
                if (v4 == null) {
                    return null;
                }
                byte[] octets = v4.getAddress();
                pieces[count++] = (octets[0] & 0xff) << 8 | octets[1] & 0xff;
                pieces[count++] = (octets[2] & 0xff) << 8 | octets[3] & 0xff;
                break;
            }
            boolean ends = i == text.length();
            if (i == start || !ends && (text.charAt(i) != ':' || i + 1 == text.length())) {
                return null;
            }
            pieces[count++] = value;
            i++;
        }
        return gap < 0 && count < PIECES ? null : address(octets(pieces, count, gap < 0 ? count : gap));
    }

    /** Four decimal numbers without zeros in front, nothing else. */
    private static @Nullable InetAddress decimal(String text) {
        InetAddress address = ipv4(text);
        return address != null && address.getHostAddress().equals(text) ? address : null;
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static byte[] octets(int[] pieces, int count, int gap) {
        var octets = new byte[2 * PIECES];
        for (int i = 0; i < count; i++) {
            int at = i < gap ? i : i + PIECES - count;
            octets[2 * at] = (byte) (pieces[i] >> 8);
            octets[2 * at + 1] = (byte) pieces[i];
        }
        return octets;
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four and sixteen octets are an address", e);
        }
    }
}
