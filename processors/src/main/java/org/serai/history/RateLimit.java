package org.serai.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A limit as an operator writes it: {@code messages 100/10m per client}. */
public record RateLimit(What what, Rate rate, Per per) {

    /** What is counted. */
    public enum What {
        /** Sessions that were let in. */
        CONNECTIONS,
        /** Messages that were decided about, but for those deferred. */
        MESSAGES,
        /** Recipients that were accepted. */
        RECIPIENTS,
        /** Refused senders, recipients and messages, and wrong passwords. */
        FAILURES
    }

    /** For whom. */
    public enum Per {
        /** The client's network. */
        CLIENT,
        /** The reverse-path. */
        SENDER,
        /** Its domain. */
        DOMAIN,
        /** Who has logged in. */
        USER
    }

    /** Reads it. */
    public static RateLimit parse(String text) {
        var all = new StringTokenizer(text);
        String[] words = new String[all.countTokens()];
        Arrays.setAll(words, i -> all.nextToken());
        if (words.length != 4 || !words[2].equals("per")) {
            throw new IllegalArgumentException("'" + text + "' is no limit such as 'messages 100/10m per client'");
        }
        return new RateLimit(word(What.values(), words[0]), Rate.parse(words[1]), word(Per.values(), words[3]));
    }

    private static <E extends Enum<E>> E word(E[] all, String said) {
        for (E each : all) {
            if (name(each).equals(said)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + said + "' is none of "
                + Stream.of(all).map(RateLimit::name).collect(Collectors.joining(", ")));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Under which it is counted for somebody; two limits that differ in their count alone count together. */
    String key(String subject) {
        return name(what) + "/" + rate.period() + " " + name(per) + " " + subject;
    }

    @Override
    public String toString() {
        return name(what) + " " + rate + " per " + name(per);
    }
}
