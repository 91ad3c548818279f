package org.serai.filter;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/**
 * A list in the DNS (RFC 5782) as one line of an operator names it: {@code zen.example 127.0.0.2-3=spam:4
 * 127.0.0.10-11=policy}. {@code docs/filters/dnsbl.md} has the grammar.
 *
 * @param zone what findings and log call it, without its key
 * @param suffix what stands behind the labels of a question: key and zone
 * @param meanings the first that fits an answer counts
 * @param untested it does not have the entries of RFC 5782 section 5
 * @param ipv4 it is asked about IPv4 addresses alone
 * @param hosts it is asked about names of hosts, not about the registered domain that they belong to
 * @param addresses it is asked about IPv4 addresses in links as well
 */
public record DnsList(
        String zone,
        String suffix,
        List<Meaning> meanings,
        boolean untested,
        boolean ipv4,
        boolean hosts,
        boolean addresses) {

    private static final String LISTED = "listed";

    /**
     * What an answer means.
     *
     * @param answers which answers
     * @param kind lower case, what the symbol ends with
     * @param points NaN: those of the symbol in {@code config/scores.properties}
     */
    public record Meaning(ListAnswers answers, String kind, double points) {}

    public DnsList {
        meanings = List.copyOf(meanings);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static DnsList parse(String line) {
        var words = new StringTokenizer(line);
        if (!words.hasMoreTokens()) {
            throw new IllegalArgumentException("a list has a zone, such as bl.example");
        }
        String first = words.nextToken();
        int equals = first.indexOf('=');
        String zone = zone(equals < 0 ? first : first.substring(0, equals));
        double points = equals < 0 ? Double.NaN : points(first.substring(equals + 1));
        var meanings = new ArrayList<Meaning>();
        String key = "";
        boolean untested = false;
        boolean ipv4 = false;
        boolean hosts = false;
        boolean addresses = false;
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (word.equals("untested")) {
                untested = true;
            } else if (word.equals("ipv4")) {
                ipv4 = true;
            } else if (word.equals("hosts")) {
                hosts = true;
            } else if (word.equals("addresses")) {
                addresses = true;
            } else if (word.startsWith("key=")) {
                key = key(word.substring(4)) + ".";
            } else if (word.indexOf('=') > 0) {
                meanings.add(meaning(word, points));
            } else {
                points = points(word);
            }
        }
        if (meanings.isEmpty()) {
            meanings.add(new Meaning(ListAnswers.ANY, LISTED, points));
        }
        return new DnsList(zone, key + zone, meanings, untested, ipv4, hosts, addresses);
    }

    private static String zone(String text) {
        DomainName name = DomainName.of(text);
        if (name == null || !name.qualified()) {
            throw new IllegalArgumentException("'" + text + "' is not a zone such as bl.example");
        }
        return name.ascii();
    }

    /** {@code 127.0.0.4-7=exploit:5}. */
    private static Meaning meaning(String word, double points) {
        int equals = word.indexOf('=');
        int colon = word.indexOf(':', equals);
        return new Meaning(
                ListAnswers.parse(word.substring(0, equals)),
                word.substring(equals + 1, colon < 0 ? word.length() : colon).toLowerCase(Locale.ROOT),
                colon < 0 ? points : points(word.substring(colon + 1)));
    }

    private static double points(String text) {
        try {
            double points = Double.parseDouble(text);
            if (Math.abs(points) <= 1000) {
                return points;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither points such as 2.5 nor an answer such as 127.0.0.2=spam", e);
        }
        throw new IllegalArgumentException("'" + text + "' are too many points");
    }

    /** What a subscriber has, or {@code @} and the file that holds it. */
    private static String key(String text) {
        try {
            String key = text.startsWith("@")
                    ? Files.readString(Path.of(text.substring(1))).strip()
                    : text;
            if (DomainName.of(key) != null) {
                return key;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "key file " + text.substring(1) + " cannot be read: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("the key cannot stand in a name of the DNS");
    }

    /** The question about something, such as {@code 2.0.0.127} or {@code spam.example}. */
    String question(String labels) {
        return labels + "." + suffix;
    }

    /** What an answer means, null: nothing to us. */
    @Nullable
    Meaning meaning(Inet4Address answer) {
        for (Meaning meaning : meanings) {
            if (meaning.answers().contain(answer)) {
                return meaning;
            }
        }
        return null;
    }

    /**
     * True for an answer by which the list says that it does not answer: those of all lists, and dnswl.org's 127.0.0.255 where
     * nobody says that this means something.
     */
    boolean refuses(Inet4Address answer) {
        Meaning meaning = meaning(answer);
        return ListAnswers.error(answer)
                || ListAnswers.allBits(answer) && (meaning == null || meaning.answers() == ListAnswers.ANY);
    }

    /** Without the key, which is a secret. */
    @Override
    public String toString() {
        return zone;
    }
}
