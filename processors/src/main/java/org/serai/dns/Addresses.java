package org.serai.dns;

import java.net.InetAddress;
import java.util.Locale;

/** Addresses as text. */
public final class Addresses {

    private Addresses() {}

    /** {@code 192.0.2.1}, {@code 2001:db8::1} (RFC 5952 section 4). */
    public static String text(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return address.getHostAddress();
        }
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (octets[2 * i] & 0xff) << 8 | octets[2 * i + 1] & 0xff;
        }
        int longest = 0;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                longest = i;
                length = end - i;
            }
        }
        var out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (length > 1 && i == longest) {
                out.append("::");
                i += length - 1;
            } else {
                out.append(i == 0 || out.charAt(out.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    /** {@code 192.0.2.1}, {@code 2.0.0.1.0.D.B.8.…}: the macro {@code %{i}} (RFC 7208 section 7.3). */
    public static String dotted(InetAddress address) {
        return address.getAddress().length == 4
                ? address.getHostAddress()
                : new StringBuilder(ReverseName.labels(address))
                        .reverse()
                        .toString()
                        .toUpperCase(Locale.ROOT);
    }
}
