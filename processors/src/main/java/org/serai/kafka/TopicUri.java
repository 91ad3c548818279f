package org.serai.kafka;

/** {@code kafka:<topic>}, as properties name a topic. */
public final class TopicUri {

    private static final String SCHEME = "kafka:";
    private static final int LONGEST = 249;

    private TopicUri() {}

    /** True when it shall be a topic, and not a directory. */
    public static boolean is(String uri) {
        return uri.startsWith(SCHEME);
    }

    /** Its name. */
    public static String topic(String uri) {
        return uri.substring(SCHEME.length());
    }

    /**
     * Refuses what is said to be a topic and is none.
     *
     * @throws IllegalArgumentException with a sentence for people
     */
    public static void require(String property, String uri) {
        if (is(uri) && !isName(topic(uri))) {
            throw new IllegalArgumentException(property
                    + " = kafka:<topic> names a topic alone: letters, digits, '.', '_' and '-', at most " + LONGEST);
        }
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && name.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '.'
                                || c == '_'
                                || c == '-');
    }
}
