package org.serai.smtp;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.serai.mail.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server may call itself (RFC 5321 section 2.3.5): a domain of letters, digits and hyphens, or an address literal.
 *
 * @param text an internationalized domain as A-labels; empty: nothing was said
 */
public record HostName(String text) {

    private static final Logger LOG = LoggerFactory.getLogger(HostName.class);
    private static final int LONGEST = 253;
    private static final String IPV6 = "IPv6:";

    /**
     * Reads {@code mx.example.org}, {@code mx.bücher.example}, {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}.
     *
     * @throws IllegalArgumentException for anything else but the empty text
     */
    public static HostName parse(String text) {
        boolean literal = text.startsWith("[") && text.endsWith("]");
        try {
            return new HostName(literal ? literal(text) : text.isEmpty() ? "" : domain(text.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be letters, digits and hyphens with dots between, such as mx.example.org, or an address in"
                            + " brackets, such as [192.0.2.1]",
                    e);
        }
    }

    private static String literal(String text) {
        String inner = text.substring(1, text.length() - 1);
        boolean v6 = inner.regionMatches(true, 0, IPV6, 0, IPV6.length());
        InetAddress address = Network.literal(v6 ? inner.substring(IPV6.length()) : inner);
        if (v6 != inner.indexOf(':') >= 0) {
            throw new IllegalArgumentException(address + " is written without or with too much of " + IPV6);
        }
        return text;
    }

    private static String domain(String text) {
        String ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
        boolean number = ascii.substring(ascii.lastIndexOf('.') + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        // What does not survive the way to its A-label and back means different domains to IDNA 2003 and 2008.
        boolean same = ascii.equals(text) || IDN.toUnicode(ascii).equals(text);
        if (ascii.isEmpty() || ascii.length() > LONGEST || number || !same) {
            throw new IllegalArgumentException("no domain");
        }
        return ascii;
    }

    /** The machine's own name where nothing was said. */
    public HostName orOfThisMachine() {
        if (!text.isEmpty()) {
            return this;
        }
        try {
            return parse(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException | IllegalArgumentException e) {
            LOG.warn("This machine has no name that a mail server can have, set smtp.hostname: {}", e.getMessage());
            return new HostName("localhost");
        }
    }

    /** An address, not a domain. */
    public boolean isLiteral() {
        return text.startsWith("[");
    }

    @Override
    public String toString() {
        return text;
    }
}
