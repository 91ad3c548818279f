package org.serai.mail;

import java.util.ArrayList;
import java.util.List;

/**
 * An SMTP reply (RFC 5321 section 4.2) with its enhanced status code (RFC 3463).
 *
 * @param code three digits, 200–599
 * @param status enhanced status code such as {@code 5.7.1}, empty where none belongs (220, 221, 354, EHLO)
 * @param lines text of each line, printable ASCII or UTF-8 without control characters, at least one
 */
public record Reply(int code, String status, List<String> lines) {

    /** RFC 5321 section 4.5.3.1.5 allows 512 octets a reply line; code, status and CRLF need some of them. */
    static final int MAX_TEXT = 480;

    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("reply code " + code + " is not 200–599");
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply needs a line");
        }
        lines = lines.stream().map(Reply::printable).toList();
    }

    public static Reply of(int code, String status, String... lines) {
        return new Reply(code, status, List.of(lines));
    }

    /** Reads {@code "550 5.7.1 text"}; the enhanced status code may be absent. */
    public static Reply parse(String text) {
        if (!isCode(text)) {
            throw new IllegalArgumentException(
                    "'" + printable(text) + "' is not an SMTP reply, such as: 550 5.7.1 text");
        }
        int code = Integer.parseInt(text.substring(0, 3));
        String rest = text.length() > 4 ? text.substring(4) : "";
        int space = rest.indexOf(' ');
        String first = space < 0 ? rest : rest.substring(0, space);
        if (isStatus(first)) {
            return of(code, first, space < 0 ? "" : rest.substring(space + 1));
        }
        return of(code, "", rest);
    }

    /** True for {@code class.subject.detail} as RFC 3463 section 2 writes it. */
    public static boolean isStatus(String text) {
        if (text.length() < 5 || "245".indexOf(text.charAt(0)) < 0 || text.charAt(1) != '.') {
            return false;
        }
        int dot = text.indexOf('.', 2);
        return isNumber(text, 2, dot) && isNumber(text, dot + 1, text.length());
    }

    private static boolean isNumber(String text, int from, int to) {
        if (to <= from || to - from > 3) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isCode(String text) {
        return text.length() >= 3
                && text.charAt(0) >= '2'
                && text.charAt(0) <= '5'
                && isNumber(text, 0, 3)
                && (text.length() == 3 || text.charAt(3) == ' ');
    }

    /** The same with the mail id at its end, by which sender and operator find the mail in the log. */
    public Reply about(String mailId) {
        var named = new ArrayList<>(lines);
        named.set(lines.size() - 1, lines.get(lines.size() - 1) + " (mail " + mailId + ")");
        return new Reply(code, status, named);
    }

    public boolean positive() {
        return code < 400;
    }

    public boolean transientFailure() {
        return code >= 400 && code < 500;
    }

    public boolean permanentFailure() {
        return code >= 500;
    }

    /** The bytes for the wire, as text: every line with its code, the last with a space behind it, CRLF after each. */
    public String wire() {
        var out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            out.append(code).append(i < lines.size() - 1 ? '-' : ' ');
            if (!status.isEmpty()) {
                out.append(status).append(' ');
            }
            out.append(lines.get(i)).append("\r\n");
        }
        return out.toString();
    }

    /** One line, as {@link #parse} reads it and as logs and the exchange variable {@code reply} hold it. */
    @Override
    public String toString() {
        return code + (status.isEmpty() ? "" : " " + status) + " " + String.join(" ", lines);
    }

    private static String printable(String text) {
        var out = new StringBuilder(Math.min(text.length(), MAX_TEXT));
        for (int i = 0; i < text.length() && out.length() < MAX_TEXT; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return out.toString();
    }
}
