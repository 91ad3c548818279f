package org.serai.content;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/**
 * The host of a {@link Url}.
 *
 * @param text a domain in lower case and A-labels, an IPv4 address as four decimal numbers, an IPv6 address in brackets
 * @param address null for a domain
 * @param disguised it was not written so that a reader sees it: with percent signs, or as an address in other numbers
 */
public record Host(String text, @Nullable InetAddress address, boolean disguised) {

    /** Reads what stands between user and port; null when it is no host (WHATWG URL Standard, "host parsing"). */
    static @Nullable Host parse(String written) {
        if (written.startsWith("[")) {
            InetAddress address = written.endsWith("]") && written.length() > 1
                    ? NumericHost.ipv6(written.substring(1, written.length() - 1))
                    : null;
            return address == null ? null : new Host("[" + address.getHostAddress() + "]", address, false);
        }
        String decoded = Percent.decoded(written);
        String name = Idna.toAscii(decoded);
        if (name == null || name.isEmpty()) {
            return null;
        }
        boolean encoded = written.indexOf('%') >= 0;
        if (!NumericHost.numeric(name)) {
            return new Host(name, null, encoded);
        }
        InetAddress address = NumericHost.ipv4(name);
        return address == null
                ? null
                : new Host(
                        address.getHostAddress(),
                        address,
                        encoded || !address.getHostAddress().equals(written));
    }

    /** As far as it may be asked for in the DNS; null for an address. */
    public @Nullable DomainName domain() {
        return address == null ? DomainName.of(text) : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
