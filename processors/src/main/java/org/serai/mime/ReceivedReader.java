package org.serai.mime;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Network;

/** Takes a Received field apart: words and comments up to {@code by} say who, and those behind it by which software. */
final class ReceivedReader {

    private static final int MAX_LENGTH = 4096;
    private static final int MAX_HELO = 255;
    private static final String IPV6 = "ipv6:";

    /** A word outside of comments, or the text of one comment with the comments in it. */
    private record Item(boolean comment, String text) {

        boolean is(String word) {
            return !comment && text.equalsIgnoreCase(word);
        }
    }

    private final String text;
    private int at;

    ReceivedReader(String body) {
        text = body.length() > MAX_LENGTH ? body.substring(0, MAX_LENGTH) : body;
    }

    Received read() {
        List<Item> items = items();
        if (items.isEmpty() || !items.get(0).is("from")) {
            // 'by mx.example with local', '(qmail 1 invoked by uid 2)': it began there.
            boolean known =
                    !items.isEmpty() && (items.get(0).comment() || items.get(0).is("by"));
            return known ? new Received.Inside() : new Received.Unreadable();
        }
        int by = Math.min(2, items.size());
        while (by < items.size() && !items.get(by).is("by")) {
            by++;
        }
        List<Item> server = items.subList(by, items.size());
        String name = by > 1 && !items.get(1).comment() ? items.get(1).text() : "";
        var said = new Said();
        items.subList(Math.min(2, by), by).forEach(said::item);
        InetAddress address = said.address != null ? said.address : said.bare;
        if (address == null && (said.behindAddress || wroteExim(server))) {
            address = address(name);
        }
        if (address != null) {
            return new Received.From(address, printable(said.helo == null ? name : said.helo));
        }
        boolean pickup = by == 4
                && name.equals("mail")
                && items.get(2).is("pickup")
                && items.get(3).is("service");
        return pickup || within(server) ? new Received.Inside() : new Received.Unreadable();
    }

    /** Submitted to Exim by a program, or passed by qmail to its scanner. */
    private static boolean within(List<Item> server) {
        for (int i = 0; i + 1 < server.size(); i++) {
            if (server.get(i).is("with")) {
                return server.get(i + 1).is("local") || server.get(i + 1).text().startsWith("qmail-scanner");
            }
        }
        return false;
    }

    private List<Item> items() {
        var items = new ArrayList<Item>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ';') {
                break;
            } else if (blank(c)) {
                at++;
            } else if (c == '(') {
                items.add(new Item(true, comment()));
            } else {
                items.add(new Item(false, word()));
            }
        }
        return items;
    }

    private String word() {
        int start = at;
        while (at < text.length() && !blank(text.charAt(at)) && "(;".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String comment() {
        int start = at + 1;
        int depth = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return text.substring(start, at++);
            }
        }
        at = text.length();
        return text.substring(start);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Without a name of the client, Exim writes its address where others write HELO: {@code from [192.0.2.1]}. */
    private static boolean wroteExim(List<Item> items) {
        for (Item item : items) {
            if (item.comment() ? item.text().startsWith("envelope-from") : item.is("id") || item.is("for")) {
                return false;
            } else if (item.comment() && item.text().startsWith("Exim ")) {
                return true;
            }
        }
        return false;
    }

    private static String printable(String helo) {
        var out = new StringBuilder();
        for (int i = 0; i < helo.length() && i < MAX_HELO; i++) {
            char c = helo.charAt(i);
            out.append(c > ' ' && c <= '~' && c != '<' && c != '>' ? c : '?');
        }
        return out.toString();
    }

    /** {@code [192.0.2.1]}, {@code [IPv6:2001:db8::1]:25}, {@code [192.0.2.1:25]}, or null. */
    private static @Nullable InetAddress address(String literal) {
        int end = literal.indexOf(']');
        if (!literal.startsWith("[") || end < 0) {
            return null;
        }
        String inside = literal.substring(1, end);
        int colon = inside.indexOf(':');
        return literal(
                inside.toLowerCase(Locale.ROOT).startsWith(IPV6)
                        ? inside.substring(IPV6.length())
                        : colon > 0 && inside.indexOf('.') > 0 && inside.indexOf('.') < colon
                                ? inside.substring(0, colon)
                                : inside);
    }

    private static @Nullable InetAddress literal(String address) {
        try {
            return Network.literal(address);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What is said behind the name; the first address counts. */
    private static final class Said {

        private @Nullable InetAddress address;

        /** In no comment, as fetchmail writes it. */
        private @Nullable InetAddress bare;

        private @Nullable String helo;

        /** What stands before it is an address that the server saw, as Exim and CommuniGate Pro write. */
        private boolean behindAddress;

        void item(Item item) {
            if (item.comment()) {
                comment(words(item.text()));
            } else if (bare == null) {
                bare = ReceivedReader.address(item.text());
            }
        }

        private void comment(List<String> words) {
            behindAddress |= !words.isEmpty()
                    && (words.get(0).startsWith("helo=")
                            || words.get(0).startsWith("port=")
                            || words.get(0).equals("account"));
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                String lower = word.toLowerCase(Locale.ROOT);
                if (lower.startsWith("helo=")) {
                    helo(word.substring(5));
                } else if ((lower.equals("helo") || lower.equals("ehlo")) && i + 1 < words.size()) {
                    helo(words.get(++i));
                } else if (address == null) {
                    // sendmail has the name that the client's system gives to its user in front.
                    address = ReceivedReader.address(word.substring(word.lastIndexOf("@[") + 1));
                }
            }
            if (address == null && words.size() == 1) {
                // So does qmail.
                address = literal(words.get(0).substring(words.get(0).lastIndexOf('@') + 1));
            }
        }

        private void helo(String said) {
            helo = helo == null ? said : helo;
        }

        private static List<String> words(String comment) {
            var words = new ArrayList<String>();
            int start = 0;
            for (int i = 0; i <= comment.length(); i++) {
                if (i == comment.length() || blank(comment.charAt(i)) || "()\"".indexOf(comment.charAt(i)) >= 0) {
                    if (i > start) {
                        words.add(comment.substring(start, i));
                    }
                    start = i + 1;
                }
            }
            return words;
        }
    }
}
