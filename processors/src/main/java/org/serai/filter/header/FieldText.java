package org.serai.filter.header;

/** What a structured field body says besides comments and quoted text (RFC 5322 section 3.2). */
final class FieldText {

    private FieldText() {}

    /** Each comment becomes a space, each quoted string the letter {@code q}; what is not closed goes to the end. */
    static String withoutComments(String body) {
        var out = new StringBuilder(body.length());
        int comments = 0;
        boolean quoted = false;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '\\' && (quoted || comments > 0)) {
                i++;
            } else if (quoted) {
                quoted = c != '"';
            } else if (c == '(') {
                comments++;
            } else if (comments > 0) {
                if (c == ')' && --comments == 0) {
                    out.append(' ');
                }
            } else if (c == '"') {
                quoted = true;
                out.append('q');
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** True when one mailbox at least has a local part and a domain (RFC 5322 section 3.4). */
    static boolean hasAddress(String body) {
        String text = withoutComments(body);
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
        String text = withoutComments(body).strip();
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
