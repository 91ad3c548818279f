package org.serai.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.serai.content.Link;
import org.serai.content.Links;
import org.serai.content.TextPart;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;
import org.serai.mime.Part;

/**
 * What a message looks like, whatever it says: lengths, shares of letters and digits, shapes of identifiers, boundaries and URLs. A program
 * that sends spam has its own, in each language; nothing is a name, a date or a word.
 */
final class Shapes {

    /** More are not looked at. */
    private static final int MOST = 400;

    private static final int MAX_SHAPE = 40;
    private static final int MAX_BODY = 2000;

    /** Of each text the letters and digits are counted so far. */
    private static final int MAX_TEXT = 16 << 10;

    /** What characters are; 0: none of these. */
    private static final byte UPPER = 1;

    private static final byte LOWER = 2;
    private static final byte DIGIT = 3;
    private static final byte EXCLAMATION = 4;
    private static final byte NOT_ASCII = 5;

    private static final byte[] ASCII = ascii();

    private final Distinct out = new Distinct(64);

    private Shapes() {}

    private static byte[] ascii() {
        var out = new byte[128];
        Arrays.fill(out, 'A', 'Z' + 1, UPPER);
        Arrays.fill(out, 'a', 'z' + 1, LOWER);
        Arrays.fill(out, '0', '9' + 1, DIGIT);
        out['!'] = EXCLAMATION;
        out[127] = NOT_ASCII;
        return out;
    }

    /** Hashes of the different ones. */
    static int[] of(MimeView view, List<TextPart> texts, Links links) {
        var shapes = new Shapes();
        long length = 0;
        for (TextPart text : texts) {
            length += text.text().length();
        }
        shapes.text(texts, length);
        shapes.html(view.parts(), length);
        shapes.add("links", links.links().size() * 1000L / (length + 100));
        for (Field field : view.headers()) {
            shapes.field(field);
        }
        for (Link link : links.links()) {
            if (shapes.out.size() < MOST) {
                shapes.link(link);
            }
        }
        return shapes.out.toInts();
    }

    /** Hashes of the names of the fields that the sender wrote, as spelled, and of pairs of neighbours. */
    static int[] order(MimeView view) {
        var order = new Distinct(64);
        String last = "";
        for (Field field : view.headers()) {
            if (Traits.ofTheSender(field)) {
                order.add((int) Hash.of("name:" + field.name()));
                order.add((int) Hash.of("behind:" + last + '>' + field.name()));
                last = field.name();
            }
        }
        order.add((int) Hash.of("behind:" + last + '>'));
        return order.toInts();
    }

    private void add(String kind, long number) {
        out.add((int) Hash.of("shape:" + kind + ':' + number));
    }

    private void text(List<TextPart> texts, long length) {
        var counts = new int[NOT_ASCII + 1];
        for (TextPart part : texts) {
            String text = part.text();
            int end = Math.min(text.length(), MAX_TEXT);
            for (int i = 0; i < end; i++) {
                char c = text.charAt(i);
                counts[c < ASCII.length ? ASCII[c] : NOT_ASCII]++;
            }
        }
        int all = Math.max(1, counts[UPPER] + counts[LOWER] + counts[DIGIT] + counts[NOT_ASCII]);
        add("upper", 10L * counts[UPPER] / all);
        add("digits", 20L * counts[DIGIT] / all);
        add("not-ascii", 10L * counts[NOT_ASCII] / all);
        add("exclamations", Math.min(5, counts[EXCLAMATION]));
        add("length", magnitude(length));
    }

    private void html(List<Part> parts, long length) {
        long html = 0;
        for (Part part : parts) {
            html += part.type().contains("html") ? part.size() : 0;
        }
        if (html > 0) {
            add("html", magnitude(4 * html * html / ((length + 1) * (length + 1))));
        }
    }

    private static int magnitude(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }

    private void field(Field field) {
        String whole = field.body();
        String body = whole.length() > MAX_BODY ? whole.substring(0, MAX_BODY) : whole;
        switch (field.name().toLowerCase(Locale.ROOT)) {
            case "message-id" -> {
                int at = body.indexOf('@');
                String local = at < 0 ? body : body.substring(0, at);
                add("id", local.length());
                add("id " + shape(local), local.length());
            }
            case "content-type" -> {
                int boundary = body.toLowerCase(Locale.ROOT).indexOf("boundary=");
                if (boundary >= 0) {
                    add("boundary " + shape(body.substring(boundary + 9)), 0);
                }
                add("type " + shape(body), 0);
            }
            case "from" -> add("from " + shape(body), body.startsWith("\"") ? 1 : 0);
            case "subject" -> subject(body);
            case "date" -> hour(body);
            default -> {
                // Their words are traits.
            }
        }
    }

    private void subject(String body) {
        add("subject", body.length() / 10);
        add("subject-end", body.isEmpty() ? 0 : body.charAt(body.length() - 1));
        boolean reply = body.regionMatches(true, 0, "re:", 0, 3);
        boolean forwarded = body.regionMatches(true, 0, "fw", 0, 2);
        add("subject-begin", reply ? 1 : forwarded ? 2 : 0);
    }

    /** The hour of the sender's own day. */
    private void hour(String body) {
        int colon = body.indexOf(':');
        if (colon >= 2 && digit(body.charAt(colon - 1))) {
            add("hour " + body.substring(colon - 2, colon).strip(), 0);
        }
    }

    private void link(Link link) {
        String path = link.url().rest();
        int depth = 0;
        int digits = 0;
        for (int i = 0; i < path.length(); i++) {
            depth += path.charAt(i) == '/' ? 1 : 0;
            digits += digit(path.charAt(i)) ? 1 : 0;
        }
        add("path", Math.min(8, depth) * 100L + Math.min(9, path.length() / 10));
        add("path-digits", Math.min(9, digits));
        add("path " + shape(path), 0);
        String host = link.url().host().text();
        add("host-dots", host.chars().filter(c -> c == '.').count());
        add("host " + shape(host), 0);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** {@code <9.a9} for {@code <1234.ab7}. */
    private static String shape(String text) {
        return Traits.shape(text, MAX_SHAPE);
    }
}
