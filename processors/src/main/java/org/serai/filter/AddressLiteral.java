package org.serai.filter;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Network;

/** Address literals, {@code [192.0.2.1]} and {@code [IPv6:2001:db8::1]} (RFC 5321 section 4.1.3). */
public final class AddressLiteral {

    private static final String IPV6 = "IPv6:";

    private AddressLiteral() {}

    /** True when the text stands in brackets, whatever is in them. */
    public static boolean bracketed(String text) {
        return text.length() > 2 && text.charAt(0) == '[' && text.charAt(text.length() - 1) == ']';
    }

    /** The address of a literal in brackets, null when it is none. */
    public static @Nullable InetAddress parse(String text) {
        if (!bracketed(text)) {
            return null;
        }
        String inner = text.substring(1, text.length() - 1);
        boolean tagged = inner.regionMatches(true, 0, IPV6, 0, IPV6.length());
        String address = tagged ? inner.substring(IPV6.length()) : inner;
        return tagged == address.indexOf(':') >= 0 ? bare(address) : null;
    }

    /** The address of a text without brackets, null when it is none; never asks the DNS. */
    public static @Nullable InetAddress bare(String text) {
        try {
            return Network.literal(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
