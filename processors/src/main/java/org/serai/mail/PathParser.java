package org.serai.mail;

import java.nio.charset.StandardCharsets;

/**
 * Reads the {@code <…>} of MAIL and RCPT (RFC 5321 section 4.1.2, RFC 6531 section 3.3 for UTF-8) in one pass.
 *
 * <p>The limits are the RFC's: domain 255 octets, label 63; a whole path with its source route 2048. Host names are letters,
 * digits and inner hyphens. Five liberties: a local part may have 255 octets instead of 64, and a domain an underscore,
 * since good mail has both (the senders of mailing lists, hosts of old Windows servers); spaces before the {@code <} are
 * skipped; the dot at the end of a forward-path's domain is read over, as if it were not there; and one with a second {@code @} outside quotes ({@code a@b@local}) is read with {@code a@b} as its
 * local part, so that relay control can refuse it by name.
 */
public final class PathParser {

    private static final int MAX_LOCAL_PART = 255;
    private static final int MAX_DOMAIN = 255;
    private static final int MAX_LABEL = 63;
    private static final int MAX_PATH = 2048;
    private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";

    private final String text;
    private final boolean forward;
    private final boolean utf8;
    private int at;

    private PathParser(String text, boolean forward, boolean utf8) {
        this.text = text;
        this.forward = forward;
        this.utf8 = utf8;
    }

    /**
     * A path and what stands behind its {@code >}.
     *
     * @param rest parameters with their leading space, or empty
     */
    public record Parsed(Path path, String rest) {}

    /**
     * Reads the reverse-path at the beginning of {@code text}, null path included.
     *
     * @param utf8 non-ASCII is allowed: the transaction has SMTPUTF8
     * @throws PathException when it is none
     */
    public static Parsed reverse(String text, boolean utf8) throws PathException {
        return new PathParser(text, false, utf8).parse();
    }

    /**
     * Reads the forward-path at the beginning of {@code text}, bare {@code <Postmaster>} included.
     *
     * @param utf8 non-ASCII is allowed: the transaction has SMTPUTF8
     * @throws PathException when it is none
     */
    public static Parsed forward(String text, boolean utf8) throws PathException {
        return new PathParser(text, true, utf8).parse();
    }

    private Parsed parse() throws PathException {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        expect('<', "An address must stand in angle brackets");
        int start = at;
        Path path = path(start);
        char end = at < text.length() ? text.charAt(at) : '>';
        if (end != '>') {
            throw end == '@' ? wrong("The address has a second @") : wrongCharacter(end, "The domain");
        }
        expect('>', "The address must end with >");
        if (at < text.length() && text.charAt(at) != ' ') {
            throw wrong("A space must stand between address and parameters");
        }
        return new Parsed(path, text.substring(at));
    }

    private Path path(int start) throws PathException {
        if (peek() == '>') {
            if (forward) {
                throw wrong("A recipient cannot be empty");
            }
            return Path.NULL;
        }
        boolean route = peek() == '@';
        if (route) {
            sourceRoute();
        }
        int local = at;
        if (peek() == '"') {
            quotedString();
        } else {
            int end = end();
            int split = forward ? text.lastIndexOf('@', end - 1) : text.indexOf('@', at);
            if (split < at || split >= end) {
                return postmaster(end, route);
            }
            dotString(split);
        }
        String localPart = text.substring(local, at);
        if (octets(localPart) > MAX_LOCAL_PART) {
            throw wrong("The local part is longer than 255 octets");
        }
        expect('@', "The address has no domain");
        int domain = at;
        if (peek() == '[') {
            addressLiteral();
        } else {
            domain();
        }
        int last = at;
        String whole = text.substring(start, last);
        if (whole.length() > MAX_PATH) {
            throw wrong("The path is too long");
        }
        if (rootFollows() && text.charAt(last - 1) != ']') {
            at++;
        }
        return new Path(whole, localPart, text.substring(domain, last), route);
    }

    private Path postmaster(int end, boolean route) throws PathException {
        String word = text.substring(at, end);
        if (!forward || route || !word.equalsIgnoreCase("postmaster")) {
            throw wrong("The address has no domain");
        }
        at = end;
        return Path.postmaster(word);
    }

    /** {@code @one,@two:}. */
    private void sourceRoute() throws PathException {
        while (true) {
            expect('@', "A source route is a list of @host");
            domain();
            if (peek() == ':') {
                at++;
                return;
            }
            expect(',', "A source route ends with a colon");
        }
    }

    private void dotString(int end) throws PathException {
        char before = '.';
        for (; at < end; at++) {
            char c = text.charAt(at);
            if (c == '.' && before == '.') {
                throw wrong("The local part has an empty word");
            }
            if (c != '.' && !isAtext(c) && !(c == '@' && forward)) {
                throw wrongCharacter(c, "The local part");
            }
            before = c;
        }
        if (before == '.') {
            throw wrong("The local part has an empty word");
        }
    }

    private void quotedString() throws PathException {
        at++;
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                c = peek();
                at++;
                if (c < ' ' || c > '~') {
                    throw wrongCharacter(c, "The quoted local part");
                }
            } else if (c < ' ' || c == 0x7f || (c > '~' && !isUtf8(c))) {
                throw wrongCharacter(c, "The quoted local part");
            }
        }
    }

    private void domain() throws PathException {
        int start = at;
        int label = at;
        boolean ascii = true;
        while (true) {
            char c = at < text.length() ? text.charAt(at) : '>';
            if (isLetterOrDigit(c) || c == '-' || c == '_') {
                at++;
            } else if (c > '~' && isUtf8(c)) {
                ascii = false;
                at++;
            } else if (c > '~') {
                throw wrongCharacter(c, "The domain");
            } else {
                label(label, ascii);
                if (c != '.' || rootFollows()) {
                    break;
                }
                label = ++at;
                ascii = true;
            }
        }
        if (octets(text.substring(start, at)) > MAX_DOMAIN) {
            throw wrong("The domain is longer than 255 octets");
        }
    }

    /** The dot of {@code <a@b.>}. */
    private boolean rootFollows() {
        return forward && text.startsWith(".>", at);
    }

    private void label(int start, boolean ascii) throws PathException {
        if (at == start) {
            throw wrong("The domain has an empty label or a wrong character");
        }
        if (text.charAt(start) == '-' || text.charAt(at - 1) == '-') {
            throw wrong("A label of the domain begins or ends with a hyphen");
        }
        if (ascii && at - start > MAX_LABEL) {
            throw wrong("A label of the domain is longer than 63 octets");
        }
    }

    /** {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
    private void addressLiteral() throws PathException {
        int close = text.indexOf(']', at);
        if (close < 0 || close - at > 60) {
            throw wrong("The address literal has no end");
        }
        String inside = text.substring(at + 1, close);
        boolean ipv6 = inside.regionMatches(true, 0, "IPv6:", 0, 5);
        if (!isAddress(ipv6 ? inside.substring(5) : inside, ipv6)) {
            throw wrong("The address literal is not an IP address");
        }
        at = close + 1;
    }

    private static boolean isAddress(String text, boolean ipv6) {
        try {
            Network.literal(text);
            return (text.indexOf(':') >= 0) == ipv6;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private int end() throws PathException {
        int end = text.indexOf('>', at);
        if (end < 0) {
            throw wrong("The address must end with >");
        }
        return end;
    }

    private char peek() throws PathException {
        if (at >= text.length()) {
            throw wrong("The address has no end");
        }
        return text.charAt(at);
    }

    private void expect(char c, String otherwise) throws PathException {
        if (at >= text.length() || text.charAt(at) != c) {
            throw wrong(otherwise);
        }
        at++;
    }

    private boolean isAtext(char c) {
        return isLetterOrDigit(c) || ATEXT.indexOf(c) >= 0 || (c > '~' && isUtf8(c));
    }

    private boolean isUtf8(char c) {
        return utf8 && c > 0x9f;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static int octets(String part) {
        return part.getBytes(StandardCharsets.UTF_8).length;
    }

    private PathException wrongCharacter(char c, String where) {
        if (c > 0x9f && !utf8) {
            return new PathException("6.7", "A non-ASCII address needs SMTPUTF8");
        }
        return wrong(where + " has a character that is not allowed");
    }

    private PathException wrong(String reason) {
        return new PathException(forward ? "1.3" : "1.7", reason);
    }
}
