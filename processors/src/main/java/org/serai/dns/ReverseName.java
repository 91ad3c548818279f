package org.serai.dns;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Names made of addresses. */
public final class ReverseName {

    private static final String HEX = "0123456789abcdef";

    private ReverseName() {}

    /** {@code 1.2.0.192.in-addr.arpa}, {@code ….ip6.arpa}: where the PTR of an address lies (RFC 1035 section 3.5, RFC 3596 section 2.5). */
    public static String of(InetAddress address) {
        return labels(address) + (address instanceof Inet6Address ? ".ip6.arpa" : ".in-addr.arpa");
    }

    /** The same without the zone: octets or nibbles, last first, as lists of addresses use them (RFC 5782 section 2). */
    public static String labels(InetAddress address) {
        byte[] octets = address.getAddress();
        var out = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (!out.isEmpty()) {
                out.append('.');
            }
            if (octets.length == 4) {
                out.append(octet);
            } else {
                out.append(HEX.charAt(octet & 0xf)).append('.').append(HEX.charAt(octet >> 4));
            }
        }
        return out.toString();
    }
}
