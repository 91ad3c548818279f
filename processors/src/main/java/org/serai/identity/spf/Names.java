package org.serai.identity.spf;

/** Names as the DNS takes them: any octets, in labels of 1–63, 253 in all. */
final class Names {

    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABEL = 63;

    private Names() {}

    /** Without the dot at its end, and without labels at the left while it is too long (RFC 7208 section 7.3). */
    static String fitted(String expanded) {
        String name = expanded.endsWith(".") ? expanded.substring(0, expanded.length() - 1) : expanded;
        while (name.length() > MAX_LENGTH && name.indexOf('.') >= 0) {
            int cut = name.indexOf('.', name.length() - MAX_LENGTH - 1);
            name = name.substring((cut < 0 ? name.lastIndexOf('.') : cut) + 1);
        }
        return name;
    }

    /** True when the DNS can be asked for it. */
    static boolean queryable(String name) {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            label = name.charAt(i) == '.' ? 0 : label + 1;
            if (label > MAX_LABEL || label == 0 && (i == 0 || name.charAt(i - 1) == '.')) {
                return false;
            }
        }
        return label > 0 && name.length() <= MAX_LENGTH;
    }

    /** True when {@code name} is {@code domain} or below it. */
    static boolean within(String name, String domain) {
        int rest = name.length() - domain.length();
        return rest >= 0
                && name.regionMatches(true, rest, domain, 0, domain.length())
                && (rest == 0 || name.charAt(rest - 1) == '.');
    }
}
