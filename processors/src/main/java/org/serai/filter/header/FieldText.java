package org.serai.filter.header;

import org.serai.mime.StructuredText;

/** What a structured field body says besides comments and quoted text (RFC 5322 section 3.2). */
final class FieldText {

    private FieldText() {}

    /** True when one mailbox at least has a local part and a domain (RFC 5322 section 3.4). */
    static boolean hasAddress(String body) {
        String text = StructuredText.of(body).text();
        boolean angles = text.indexOf('<') >= 0;
        boolean inside = !angles;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (angles && c == '<') {
                inside = true;
            } else if (angles && c == '>') {
                inside = false;
            } else if (c == '@' && inside && word(text, i - 1) && word(text, i + 1)) {
                return true;
            }
        }
        return false;
    }

    /** True for {@code <left@right>} without white space in it (RFC 5322 section 3.6.4). */
    static boolean isMessageId(String body) {
        String text = StructuredText.of(body).text().strip();
        int at = text.indexOf('@');
        if (!text.startsWith("<") || !text.endsWith(">") || at < 2 || at > text.length() - 3) {
            return false;
        }
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean word(String text, int at) {
        return at >= 0 && at < text.length() && text.charAt(at) > ' ' && "<>@,;:".indexOf(text.charAt(at)) < 0;
    }
}
