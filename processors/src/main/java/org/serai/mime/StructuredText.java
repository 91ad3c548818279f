package org.serai.mime;

/**
 * A structured field body without its comments and quoted text (RFC 5322 section 3.2): what is left has meaning.
 *
 * @param text a space for each comment, the letter {@code q} for each quoted string; what is not closed goes to the end
 * @param closed false where a comment or quoted string has no end
 */
public record StructuredText(String text, boolean closed) {

    /** Reads a body as it stands in a field, unfolded. */
    public static StructuredText of(String body) {
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
                out.append(' ');
            } else if (comments > 0) {
                comments -= c == ')' ? 1 : 0;
            } else if (c == '"') {
                quoted = true;
                out.append('q');
            } else {
                out.append(c);
            }
        }
        return new StructuredText(out.toString(), !quoted && comments == 0);
    }
}
