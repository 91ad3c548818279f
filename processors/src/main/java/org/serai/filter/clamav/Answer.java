package org.serai.filter.clamav;

import java.net.ProtocolException;

/**
 * What clamd says of one stream.
 *
 * @param signature what it found; only letters, digits and {@code . _ - + / :}, at most {@value #MAX_SIGNATURE} characters;
 *     empty unless {@link Kind#FOUND}
 */
record Answer(Kind kind, String signature) {

    static final int MAX_SIGNATURE = 120;

    enum Kind {
        CLEAN,
        FOUND,
        /** Above clamd's StreamMaxLength; it has closed the connection. */
        TOO_LARGE
    }

    static final Answer CLEAN = new Answer(Kind.CLEAN, "");
    static final Answer TOO_LARGE = new Answer(Kind.TOO_LARGE, "");

    private static final String STREAM = "stream: ";
    private static final String FOUND = " FOUND";

    /**
     * Reads an answer without its number and NUL.
     *
     * @throws ProtocolException where it is an error of clamd's, or none of its answers
     */
    static Answer parse(String line) throws ProtocolException {
        if (line.equals("stream: OK")) {
            return CLEAN;
        }
        if (line.startsWith("INSTREAM size limit exceeded")) {
            return TOO_LARGE;
        }
        if (line.startsWith(STREAM) && line.endsWith(FOUND) && line.length() > STREAM.length() + FOUND.length()) {
            return new Answer(Kind.FOUND, name(line.substring(STREAM.length(), line.length() - FOUND.length())));
        }
        throw new ProtocolException("clamd says '" + printable(line) + "'");
    }

    /** Only what scanners use in names; other characters become a question mark. */
    private static String name(String said) {
        // Behind the name, in parentheses, clamd may say hash and size of what it scanned.
        int end = said.indexOf('(') > 0 ? said.indexOf('(') : said.length();
        var out = new StringBuilder();
        for (int i = 0; i < Math.min(end, MAX_SIGNATURE); i++) {
            char c = said.charAt(i);
            boolean known = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            out.append(known || "._-+/:".indexOf(c) >= 0 ? c : '?');
        }
        return out.toString();
    }

    /** For the log: printable ASCII, at most {@value #MAX_SIGNATURE} characters. */
    static String printable(String said) {
        var out = new StringBuilder();
        for (int i = 0; i < Math.min(said.length(), MAX_SIGNATURE); i++) {
            char c = said.charAt(i);
            out.append(c >= ' ' && c < 127 ? c : '?');
        }
        return out.toString();
    }
}
