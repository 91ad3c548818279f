package org.serai.delivery;

import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.serai.mail.Client;
import org.serai.mail.Envelope;

/**
 * What XCLIENT tells the backend about our client (Postfix, XCLIENT_README), so that its own rules and logs see that one
 * and not us.
 *
 * @param command the command; its values are xtext (RFC 3461 section 4), so that nothing of them is read as another attribute
 * @param hello what to say to EHLO behind it; empty: our own name, since what the client said is none
 */
record XClient(String command, String hello) {

    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final int MAX_NAME = 255;

    /** @param known attributes that the backend announced */
    static XClient of(Envelope envelope, Set<String> known) {
        Client client = envelope.peer();
        String address = (client.address() instanceof Inet6Address ? "IPV6:" : "") + client.ip();
        var command = new StringBuilder("XCLIENT");
        add(command, known, "ADDR", address);
        add(command, known, "PORT", String.valueOf(client.port()));
        add(command, known, "NAME", client.name());
        add(command, known, "HELO", envelope.peerHelo());
        add(command, known, "PROTO", envelope.esmtp() ? "ESMTP" : "SMTP");
        return new XClient(command.toString(), isName(envelope.peerHelo()) ? envelope.peerHelo() : "");
    }

    private static void add(StringBuilder command, Set<String> known, String name, String value) {
        if (known.contains(name)) {
            boolean sayable = !value.isEmpty() && value.length() <= MAX_NAME;
            command.append(' ').append(name).append('=').append(sayable ? xtext(value) : UNAVAILABLE);
        }
    }

    private static String xtext(String value) {
        var out = new StringBuilder(value.length());
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xff;
            if (c > ' ' && c <= '~' && c != '+' && c != '=') {
                out.append((char) c);
            } else {
                out.append(String.format(Locale.ROOT, "+%02X", c));
            }
        }
        return out.toString();
    }

    /** Something that EHLO takes (RFC 5321 section 4.1.1.1): a domain or an address literal. */
    private static boolean isName(String text) {
        return text.length() <= MAX_NAME
                && !text.isEmpty()
                && text.chars().allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || "-._:[]".indexOf(c) >= 0));
    }
}
