package org.serai.filter.phishing;

import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;

/**
 * Whom a field with one mailbox names (RFC 5322 section 3.4), as mail programs show it.
 *
 * @param name as shown, decoded; empty where there is none
 * @param domain of the address, null where it has none
 */
record Author(String name, @Nullable DomainName domain) {

    private static final int MAX_NAME = 500;

    /** Of the first such field, null where there is none. */
    static @Nullable Author of(MimeView view, String field) {
        for (Field each : view.headers()) {
            if (each.is(field)) {
                return read(each.body());
            }
        }
        return null;
    }

    /** {@code "Name" <address>}, {@code address (Name)} or {@code address}. */
    private static Author read(String body) {
        int open = body.lastIndexOf('<');
        int comment = body.indexOf('(');
        String name = "";
        String address = body;
        if (open >= 0) {
            int close = body.indexOf('>', open);
            name = body.substring(0, open);
            address = body.substring(open + 1, close < 0 ? body.length() : close);
        } else if (comment >= 0) {
            int close = body.lastIndexOf(')');
            name = body.substring(comment + 1, close < comment ? body.length() : close);
            address = body.substring(0, comment);
        }
        String at = address.substring(address.lastIndexOf('@') + 1).strip();
        String shown = EncodedWords.decode(unquoted(name.substring(0, Math.min(MAX_NAME, name.length()))));
        return new Author(shown.strip(), address.indexOf('@') < 0 ? null : DomainName.of(EncodedWords.decode(at)));
    }

    private static String unquoted(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                out.append(text.charAt(++i));
            } else if (c != '"') {
                out.append(c);
            }
        }
        return out.toString();
    }
}
