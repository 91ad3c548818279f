package org.serai.mail;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IP network in CIDR notation. An IPv4 address mapped into IPv6 counts as IPv4.
 *
 * @param address its first address
 * @param prefix bits that matter, 0–32 or 0–128
 */
public record Network(InetAddress address, int prefix) {

    /** Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or one address; never asks the DNS. */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        int prefix = bits;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            prefix = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
            if (prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException("'" + text + "': the prefix must be 0–" + bits);
            }
        }
        return new Network(address, prefix);
    }

    /** An address from its text, {@code 192.0.2.1} or {@code 2001:db8::1}; never a host name, so never a DNS query. */
    public static InetAddress literal(String text) {
        byte[] v4 = dotted(text);
        try {
            if (v4 != null) {
                return InetAddress.getByAddress(v4);
            }
            if (isHexAndColons(text)) {
                return InetAddress.getByName("[" + text + "]");
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
        }
        throw new IllegalArgumentException("'" + text + "' is not an IP address");
    }

    private static byte @Nullable [] dotted(String text) {
        var octets = new byte[4];
        int octet = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c >= '0' && c <= '9' && digits < 3) {
                value = value * 10 + c - '0';
                digits++;
            } else if (c == '.' && digits > 0 && value < 256 && octet < 4) {
                octets[octet++] = (byte) value;
                digits = 0;
                value = 0;
            } else {
                return null;
            }
        }
        return octet == 4 ? octets : null;
    }

    /** What may stand in brackets, where {@link InetAddress#getByName} takes nothing but IPv6. */
    private static boolean isHexAndColons(String text) {
        if (text.length() > 45 || text.indexOf(':') < 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.' || c > 'f') {
                return false;
            }
        }
        return true;
    }

    /** The network of so many bits that an address lies in. */
    public static Network around(InetAddress inside, int bits) {
        byte[] address = inside.getAddress();
        for (int bit = bits; bit < address.length * 8; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return new Network(InetAddress.getByAddress(address), bits);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("as many octets as before are an address", e);
        }
    }

    /** True when the address lies in one of the networks. */
    public static boolean anyContains(List<Network> networks, InetAddress candidate) {
        for (Network network : networks) {
            if (network.contains(candidate)) {
                return true;
            }
        }
        return false;
    }

    public boolean contains(InetAddress candidate) {
        byte[] mine = address.getAddress();
        byte[] other = candidate.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != other[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || ((mine[whole] ^ other[whole]) & 0xff & (0xff << (8 - rest))) == 0;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
