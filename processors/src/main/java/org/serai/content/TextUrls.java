package org.serai.content;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;

/**
 * Finds what mail programs make links of in a text: URLs with a scheme, names of hosts below a known top-level domain, mail addresses.
 * One pass.
 */
final class TextUrls {

    /** What was found. */
    enum Kind {
        /** {@code https://example.com/}. */
        URL,
        /** {@code www.example.com/page}, without a scheme. */
        HOST,
        /** {@code anna@example.com}. */
        ADDRESS
    }

    /**
     * A piece of the text.
     *
     * @param from its first character
     * @param to behind its last one
     */
    record Found(Kind kind, int from, int to) {}

    private static final int MAX_HOST = 253;
    private static final int MAX_URL = 8192;
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_ASKED = 1000;
    private static final List<String> SCHEMES = List.of("http", "https", "ftp");

    /** In front of a name without a scheme: it is a part of something else. */
    private static final String PART_OF_MORE = "@#$/\\%&_-.~";

    private final PublicSuffixes suffixes;

    TextUrls(PublicSuffixes suffixes) {
        this.suffixes = suffixes;
    }

    /** In the order of the text. */
    List<Found> in(String text) {
        return new Scan(text, true).run();
    }

    /** Those with a scheme alone, as in scripts. */
    List<Found> withScheme(String text) {
        return new Scan(text, false).run();
    }

    /** True for the name of a host that somebody can have in the public DNS. */
    boolean known(String host) {
        String ascii = Idna.toAscii(host);
        DomainName name = ascii == null ? null : DomainName.of(ascii);
        return name != null && name.qualified() && suffixes.known(name);
    }

    private final class Scan {

        /** Answers to {@link #known(String)}; a text names the same few hosts again and again. */
        private final Map<String, Boolean> asked = new HashMap<>();

        private final String text;
        private final boolean all;
        private final List<Found> found = new ArrayList<>();

        /** Where the last piece ended: none begins before. */
        private int floor;

        Scan(String text, boolean all) {
            this.text = text;
            this.all = all;
        }

        List<Found> run() {
            for (int i = 0; i < text.length(); ) {
                int next =
                        switch (text.charAt(i)) {
                            case ':' -> scheme(i);
                            case '.' -> all ? name(i) : i;
                            case '@' -> all ? address(i) : i;
                            default -> i;
                        };
                i = Math.max(next, i + 1);
            }
            return found;
        }

        private boolean knows(String host) {
            Boolean answer = asked.get(host);
            if (answer == null) {
                answer = known(host);
                if (asked.size() < MAX_ASKED) {
                    asked.put(host, answer);
                }
            }
            return answer;
        }

        private int add(Kind kind, int from, int to) {
            found.add(new Found(kind, from, to));
            floor = to;
            return to;
        }

        /** A colon: maybe that of a URL. */
        private int scheme(int colon) {
            int hostFrom = colon + 1;
            while (hostFrom < text.length() && hostFrom - colon < 8 && slash(text.charAt(hostFrom))) {
                hostFrom++;
            }
            int from = hostFrom < colon + 2 ? -1 : schemeFrom(colon);
            if (from < floor) {
                return colon;
            }
            int hostTo = hostFrom;
            while (hostTo < text.length() && hostTo - hostFrom < MAX_URL && inAuthority(text.charAt(hostTo))) {
                hostTo++;
            }
            String authority = text.substring(hostFrom, hostTo);
            int cut = authority.indexOf('@') >= 0 || knownWithPort(authority) ? -1 : knownStart(hostFrom, hostTo);
            int end = cut < 0 ? trimmed(hostFrom, restEnd(hostTo)) : cut;
            return end > hostFrom ? add(Kind.URL, from, end) : colon;
        }

        private int schemeFrom(int colon) {
            for (String scheme : SCHEMES) {
                int from = colon - scheme.length();
                if (from >= 0
                        && text.regionMatches(true, from, scheme, 0, scheme.length())
                        && (from == 0 || !alphanumeric(text.charAt(from - 1)))) {
                    return from;
                }
            }
            return -1;
        }

        private boolean knownWithPort(String authority) {
            int colon = authority.indexOf(':');
            return knows(colon < 0 ? authority : authority.substring(0, colon));
        }

        /** Where a name of a known domain ends behind which another script goes on, {@code example.comです}; else -1. */
        private int knownStart(int from, int to) {
            int at = from;
            while (at < to && !(ideographic(text.charAt(at)) && at > from && text.charAt(at - 1) != '.')) {
                at++;
            }
            return at < to && knows(text.substring(from, at)) ? at : -1;
        }

        /** A dot: maybe that of a host name. */
        private int name(int dot) {
            if (dot + 1 < text.length() && text.charAt(dot + 1) == '.') {
                return dot;
            }
            int from = dot;
            while (from > floor && dot - from < MAX_HOST && inName(text.charAt(from - 1))) {
                from--;
            }
            int to = nameEnd(dot);
            while (to > dot && text.charAt(to - 1) == '.') {
                to--;
            }
            if (to <= dot + 1 || from == dot || partOfMore(from) || isLocalPart(to) || !plausible(from, to)) {
                return to;
            }
            if (!knows(text.substring(from, to))) {
                return to;
            }
            boolean more = to < text.length() && (slash(text.charAt(to)) || "?#:".indexOf(text.charAt(to)) >= 0);
            return add(Kind.HOST, from, more ? trimmed(from, restEnd(portEnd(to))) : to);
        }

        /** A name ends where another script begins, unless that is a top-level domain. */
        private int nameEnd(int dot) {
            int to = dot;
            while (to < text.length() && to - dot < MAX_HOST && inName(text.charAt(to))) {
                to++;
            }
            if (to > dot && text.charAt(to - 1) == '.' && to < text.length() && ideographic(text.charAt(to))) {
                int end = to;
                while (end < text.length() && end - to < 24 && ideographic(text.charAt(end))) {
                    end++;
                }
                for (; end > to; end--) {
                    if (knows("x." + text.substring(to, end))) {
                        return end;
                    }
                }
            }
            return to;
        }

        private int portEnd(int from) {
            if (text.charAt(from) != ':') {
                return from;
            }
            int to = from + 1;
            while (to < text.length() && digit(text.charAt(to)) && to - from < 6) {
                to++;
            }
            return to == from + 1 ? from : to;
        }

        private boolean partOfMore(int from) {
            return from > 0 && PART_OF_MORE.indexOf(text.charAt(from - 1)) >= 0;
        }

        /** An {@code @} follows, after what may stand in front of it. */
        private boolean isLocalPart(int from) {
            int at = from;
            while (at < text.length() && at - from < MAX_LOCAL_PART && inLocalPart(text.charAt(at))) {
                at++;
            }
            return at < text.length() && text.charAt(at) == '@';
        }

        /** Not the end of a sentence and the next one's begin, {@code so.It}; labels begin and end with letters or digits. */
        private boolean plausible(int from, int to) {
            int label = from;
            for (int i = from; i <= to; i++) {
                if (i == to || text.charAt(i) == '.') {
                    if (i == label || hyphen(text.charAt(label)) || hyphen(text.charAt(i - 1))) {
                        return false;
                    }
                    if (i == to) {
                        String last = text.substring(label, to);
                        return last.equals(last.toLowerCase(Locale.ROOT)) || last.equals(last.toUpperCase(Locale.ROOT));
                    }
                    label = i + 1;
                }
            }
            return false;
        }

        /** An {@code @}: maybe that of a mail address. */
        private int address(int at) {
            int from = at;
            while (from > floor && at - from < MAX_LOCAL_PART && inLocalPart(text.charAt(from - 1))) {
                from--;
            }
            int to = at + 1;
            while (to < text.length() && to - at < MAX_HOST && inName(text.charAt(to))) {
                to++;
            }
            while (to > at && text.charAt(to - 1) == '.') {
                to--;
            }
            return from < at && knows(text.substring(at + 1, to)) ? add(Kind.ADDRESS, from, to) : at;
        }

        /** Where path, query and fragment end. */
        private int restEnd(int from) {
            int to = from;
            while (to < text.length() && to - from < MAX_URL && inUrl(text.charAt(to))) {
                to++;
            }
            return to;
        }

        /** Without the punctuation of the sentence, or the brackets, that it stands in. */
        private int trimmed(int from, int end) {
            int to = end;
            while (to > from) {
                char last = text.charAt(to - 1);
                boolean closes = last == ')' && count('(', from, to) < count(')', from, to);
                if (!closes && ".,:;!?'*]}|…”’»".indexOf(last) < 0) {
                    break;
                }
                to--;
            }
            return to;
        }

        private int count(char c, int from, int to) {
            int count = 0;
            for (int i = from; i < to; i++) {
                count += text.charAt(i) == c ? 1 : 0;
            }
            return count;
        }
    }

    private static boolean inAuthority(char c) {
        return c > ' ' && !slash(c) && "?#<>\"`()[]{}|^,;".indexOf(c) < 0 || c == '[' || c == ']';
    }

    private static boolean inUrl(char c) {
        return c > ' ' && "<>\"`".indexOf(c) < 0 && !ideographic(c);
    }

    /** Of a host name without a scheme. */
    private static boolean inName(char c) {
        return alphanumeric(c) || hyphen(c) || c == '.' || c > 127 && Character.isLetter(c) && !ideographic(c);
    }

    private static boolean inLocalPart(char c) {
        return alphanumeric(c) || "!#$%&'*+-=?^_`{|}~.".indexOf(c) >= 0;
    }

    /** Of the scripts that stand next to Latin without a space. */
    private static boolean ideographic(char c) {
        return c >= 0x2e80 && c <= 0xd7ff
                || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xffee
                || c >= 0x1100 && c <= 0x11ff;
    }

    private static boolean hyphen(char c) {
        return c == '-' || c == '_';
    }

    private static boolean slash(char c) {
        return c == '/' || c == '\\';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean alphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || digit(c);
    }
}
