package org.serai.verdict;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Identity;
import org.serai.mail.Mail;

/** The field {@code Received-SPF} about the reverse-path (RFC 7208 section 9.1). */
final class ReceivedSpf {

    private static final int LONGEST = 400;

    private ReceivedSpf() {}

    /** Null where nobody has asked for the policy, or no answer has come. */
    static @Nullable String on(Mail mail, String receiver) {
        SpfResult result = AuthenticationResult.spf(mail, Identity.MAILFROM);
        if (result == null) {
            return null;
        }
        var envelope = mail.envelope();
        var sender = envelope.mailFrom();
        InetAddress client = envelope.client().address();
        var out = new StringBuilder("Received-SPF: ").append(result.result().id());
        out.append(" (")
                .append(receiver)
                .append(": ")
                .append(comment(result.cause()))
                .append(')');
        pair(out, "client-ip", client.getHostAddress());
        pair(out, "envelope-from", sender == null ? "" : sender.text());
        pair(out, "helo", envelope.helo());
        pair(out, "receiver", receiver);
        return out.append("\r\n\tidentity=").append(result.identity().id()).toString();
    }

    private static void pair(StringBuilder out, String key, String value) {
        out.append("\r\n\t")
                .append(key)
                .append('=')
                .append(isDotAtom(value) ? value : quoted(value))
                .append(';');
    }

    private static boolean isDotAtom(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letter =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            boolean dot = c == '.' && i > 0 && i < value.length() - 1 && value.charAt(i - 1) != '.';
            if (!letter && !dot) {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= LONGEST;
    }

    private static String quoted(String value) {
        return '"' + printable(value).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Nothing in it may end it. */
    private static String comment(String text) {
        return printable(text).replace('(', '[').replace(')', ']').replace('\\', '/');
    }

    private static String printable(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return out.toString();
    }
}
