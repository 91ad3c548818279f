package org.serai.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The value and parameters of a Content-Type or Content-Disposition (RFC 2045 section 5.1, RFC 2183, RFC 2231). Where
 * clients read a parameter differently (said twice, badly quoted, blanks in it, backslashes), it has all the readings, the
 * likeliest first.
 */
final class Parameters {

    private static final int MAX = 200;
    private static final int MAX_UNQUOTED = 4000;

    /** A piece of a parameter that is continued, {@code name*3*}. */
    private record Piece(String text, boolean encoded) {}

    private final String body;
    private final Map<String, List<String>> readings = new LinkedHashMap<>();
    private final Map<String, SortedMap<Integer, Piece>> continued = new LinkedHashMap<>();
    private String value = "";
    private int at;
    private boolean truncated;

    private Parameters(String body) {
        this.body = body;
    }

    static Parameters parse(String body) {
        var out = new Parameters(body);
        out.value();
        for (int i = 0; i < MAX && out.at < body.length(); i++) {
            out.parameter();
        }
        out.truncated |= out.at < body.length();
        out.continued.forEach((name, pieces) -> out.add(0, name, joined(pieces)));
        return out;
    }

    /** In lower case, such as {@code text/plain}; empty where there is none. */
    String get() {
        return value;
    }

    /** Something of the body was not read: it has more parameters, or longer ones, than anyone writes. */
    boolean truncated() {
        return truncated;
    }

    List<String> all(String name) {
        return readings.getOrDefault(name, List.of());
    }

    private void value() {
        blanks();
        var out = new StringBuilder();
        while (at < body.length() && body.charAt(at) != ';') {
            out.append(token("; \t("));
            blanks();
            boolean slash = out.length() > 0 && out.charAt(out.length() - 1) == '/';
            if (!slash && !body.startsWith("/", at)) {
                break;
            }
        }
        value = out.toString().toLowerCase(Locale.ROOT);
    }

    private void parameter() {
        while (at < body.length() && ";, \t\r\n".indexOf(body.charAt(at)) >= 0) {
            at++;
        }
        blanks();
        String name = token("=; \t(").toLowerCase(Locale.ROOT);
        blanks();
        if (at >= body.length() || body.charAt(at) != '=') {
            return;
        }
        at++;
        blanks();
        if (at < body.length() && body.charAt(at) == '"') {
            quoted(name);
        } else {
            unquoted(name);
        }
    }

    private void quoted(String name) {
        int open = ++at;
        var unescaped = new StringBuilder();
        while (at < body.length() && body.charAt(at) != '"') {
            if (body.charAt(at) == '\\' && at + 1 < body.length()) {
                at++;
            }
            unescaped.append(body.charAt(at++));
        }
        String raw = body.substring(open, Math.min(at, body.length()));
        at = Math.min(at + 1, body.length());
        put(name, unescaped.toString());
        put(name, raw);
        // "invoice".exe: some clients read on to the semicolon.
        String rest = token(" \t;,");
        if (!rest.isEmpty()) {
            put(name, unescaped + rest.replace("\"", ""));
        }
    }

    private void unquoted(String name) {
        int semicolon = body.indexOf(';', at);
        int stop = semicolon < 0 ? body.length() : semicolon;
        int end = Math.min(stop, at + MAX_UNQUOTED);
        truncated |= end < stop;
        String whole = body.substring(at, end).strip();
        String first = token(" \t;");
        // A semicolon is missing where another parameter follows the blank.
        boolean another = whole.length() > first.length() && whole.indexOf('=', first.length()) >= 0;
        put(name, another ? first : whole);
        put(name, another ? whole : first);
    }

    private String token(String ends) {
        int from = at;
        while (at < body.length() && ends.indexOf(body.charAt(at)) < 0) {
            at++;
        }
        return body.substring(from, at);
    }

    /** Passes over blanks and comments (RFC 5322 section 3.2.2). */
    private void blanks() {
        int depth = 0;
        while (at < body.length()) {
            char c = body.charAt(at);
            if (c == '(') {
                depth++;
            } else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return;
            } else if (c == ')') {
                depth--;
            } else if (c == '\\' && depth > 0) {
                at++;
            }
            at++;
        }
        at = Math.min(at, body.length());
    }

    private void put(String name, String text) {
        int star = name.indexOf('*');
        if (star < 0) {
            add(Integer.MAX_VALUE, name, text);
            return;
        }
        boolean encoded = name.endsWith("*");
        int number = number(name, star + 1, name.length() - (encoded && name.length() > star + 1 ? 1 : 0));
        if (number >= 0) {
            continued
                    .computeIfAbsent(name.substring(0, star), any -> new TreeMap<>())
                    .putIfAbsent(number, new Piece(text, encoded));
        }
    }

    private int number(String name, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            if (number > MAX) {
                truncated = true;
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private void add(int index, String name, String text) {
        List<String> known = readings.computeIfAbsent(name, any -> new ArrayList<>(2));
        if (!known.contains(text)) {
            known.add(Math.min(index, known.size()), text);
        }
    }

    /** RFC 2231 sections 3 and 4: pieces in their order, the charset said in the first. */
    private static String joined(SortedMap<Integer, Piece> pieces) {
        var octets = new ByteArrayOutputStream();
        String charset = "";
        boolean first = true;
        boolean encoded = false;
        for (Piece piece : pieces.values()) {
            String text = piece.text();
            if (piece.encoded()) {
                int quote = text.indexOf('\'');
                int second = quote < 0 ? -1 : text.indexOf('\'', quote + 1);
                if (first && second >= 0) {
                    charset = text.substring(0, quote);
                    text = text.substring(second + 1);
                }
                encoded = true;
                percent(text, octets);
            } else {
                octets.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            }
            first = false;
        }
        byte[] all = octets.toByteArray();
        return encoded ? Charsets.text(all, charset) : new String(all, StandardCharsets.ISO_8859_1);
    }

    private static void percent(String text, ByteArrayOutputStream out) {
        for (int i = 0; i < text.length(); i++) {
            int high = text.charAt(i) == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(text.charAt(i));
            }
        }
    }
}
