package org.serai.mime;

import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of an address list (RFC 5322 section 3.4), read so that nothing a mail program might show as an address is
 * missed: each mailbox gives what stands in its last angle brackets, or all of it where it has none.
 */
public final class Addresses {

    private Addresses() {}

    /** As written, one char an octet; with all that is wrong with them. */
    public static List<String> of(String body) {
        var out = new ArrayList<String>();
        var word = new StringBuilder();
        int comments = 0;
        boolean quoted = false;
        boolean inside = false;
        boolean named = false;
        for (int i = 0; i <= body.length(); i++) {
            char c = i < body.length() ? body.charAt(i) : ',';
            boolean end = i == body.length();
            if (c == '\\' && (quoted || comments > 0)) {
                i++;
            } else if (quoted && !end) {
                quoted = c != '"';
                word.append(c == '"' ? "" : c);
            } else if (c == '(' && !inside) {
                comments++;
            } else if (comments > 0 && !end) {
                comments -= c == ')' ? 1 : 0;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                inside = true;
                named = false;
                word.setLength(0);
            } else if (c == '>' && inside) {
                inside = false;
                named = true;
                add(out, word);
            } else if ((c == ',' || c == ';' || c == ':') && (!inside || end)) {
                if (!named && c != ':') {
                    add(out, word);
                }
                named = false;
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        return out;
    }

    private static void add(List<String> out, StringBuilder word) {
        String address = word.toString().strip();
        if (!address.isEmpty()) {
            out.add(address);
        }
        word.setLength(0);
    }
}
