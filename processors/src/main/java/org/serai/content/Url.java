package org.serai.content;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address of the web as browsers read it (WHATWG URL Standard), whatever stands in it: backslashes, blanks around it, tabs and
 * newlines in it, too few or too many slashes, users that look like hosts.
 *
 * @param scheme http, https, ftp, ws or wss
 * @param user what stands in front of an {@code @}, with the password, at most {@value #MAX_USER} characters; empty where nothing does
 * @param port -1 where none is said
 * @param rest path, query and fragment as written
 */
public record Url(String scheme, String user, Host host, int port, String rest) {

    private static final Set<String> SCHEMES = Set.of("http", "https", "ftp", "ws", "wss");

    /** Beyond that it is cut. */
    private static final int MAX_LENGTH = 8192;

    /** Beyond that it is cut: relative references repeat that of their base. */
    static final int MAX_USER = 300;

    /**
     * Reads one.
     *
     * @param base what a relative one is relative to, null: such one is none
     * @return null when it is none, or none with a host
     */
    public static @Nullable Url parse(String text, @Nullable Url base) {
        String input = trimmed(text);
        int colon = schemeEnd(input);
        if (colon < 0) {
            return base == null ? null : relative(input, base.scheme, base);
        }
        String scheme = input.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            return null;
        }
        String rest = input.substring(colon + 1);
        return base != null && base.scheme.equals(scheme) ? relative(rest, scheme, base) : absolute(rest, scheme);
    }

    /** Without white space around it, and tabs and newlines in it. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (from < to && text.charAt(to - 1) <= ' ') {
            to--;
        }
        var out = new StringBuilder(Math.min(to - from, MAX_LENGTH));
        for (int i = from; i < to && out.length() < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            if (c != '\t' && c != '\n' && c != '\r') {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Where the colon behind a scheme stands, -1 where no scheme does. */
    static int schemeEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (c == ':' && i > 0) {
                return i;
            }
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    private static @Nullable Url relative(String text, String scheme, Url base) {
        if (text.length() > 1 && slash(text.charAt(0)) && slash(text.charAt(1))) {
            return absolute(text, scheme);
        }
        boolean rooted = !text.isEmpty() && (slash(text.charAt(0)) || "?#".indexOf(text.charAt(0)) >= 0);
        return new Url(base.scheme, base.user, base.host, base.port, rooted ? text : "/" + text);
    }

    private static @Nullable Url absolute(String text, String scheme) {
        int from = 0;
        while (from < text.length() && slash(text.charAt(from))) {
            from++;
        }
        int end = from;
        while (end < text.length() && !slash(text.charAt(end)) && "?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(from, end);
        int at = authority.lastIndexOf('@');
        String place = authority.substring(at + 1);
        int colon = place.indexOf(':', place.startsWith("[") ? Math.max(0, place.indexOf(']')) : 0);
        int port = colon < 0 ? -1 : port(place, colon + 1);
        Host host = port < -1 ? null : Host.parse(colon < 0 ? place : place.substring(0, colon));
        return host == null
                ? null
                : new Url(
                        scheme,
                        authority.substring(0, Math.max(0, Math.min(at, MAX_USER))),
                        host,
                        port,
                        text.substring(end));
    }

    /** -1 for an empty one, -2 for one that is wrong. */
    private static int port(String text, int from) {
        int port = from == text.length() ? -1 : 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            port = c >= '0' && c <= '9' ? port * 10 + c - '0' : Integer.MAX_VALUE;
            if (port > 65535) {
                return -2;
            }
        }
        return port;
    }

    private static boolean slash(char c) {
        return c == '/' || c == '\\';
    }

    @Override
    public String toString() {
        return scheme + "://" + (user.isEmpty() ? "" : user + "@") + host + (port < 0 ? "" : ":" + port) + rest;
    }
}
