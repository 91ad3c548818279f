package org.serai.identity;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What became of the Authenticated Received Chain (RFC 8617 section 5.2).
 *
 * @param seals the instances, the newest first; empty for NONE, and where the chain cannot be read
 * @param cause why it is so in our words
 */
public record ArcResult(Chain chain, List<Seal> seals, String cause) {

    /** Section 4.4. */
    public enum Chain {
        NONE,
        PASS,
        FAIL,
        /** Not a state of the RFC: a key could not be asked for; later it may be. */
        TEMPERROR;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One instance of the chain.
     *
     * @param domain {@code d=} of the ARC-Seal, lower case A-labels
     * @param selector {@code s=} of the ARC-Seal
     * @param results the ARC-Authentication-Results as it stands there, unfolded, without {@code i=}
     */
    public record Seal(int instance, String domain, String selector, String results) {

        /** What the sealer found by a method such as {@code dmarc} (RFC 8601 section 2.2), lower case; empty where it does not say. */
        public String said(String method) {
            String text = withoutComments(results).toLowerCase(Locale.ROOT);
            for (int from = text.indexOf(';'); from >= 0; from = text.indexOf(';', from + 1)) {
                int equals = text.indexOf('=', from);
                if (equals >= 0 && text.substring(from + 1, equals).strip().equals(method)) {
                    return word(text, equals + 1);
                }
            }
            return "";
        }

        private static String word(String text, int after) {
            int from = after;
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            int to = from;
            while (to < text.length() && text.charAt(to) >= 'a' && text.charAt(to) <= 'z') {
                to++;
            }
            return text.substring(from, to);
        }

        /** Nor quoted strings: neither holds a result. */
        private static String withoutComments(String text) {
            var out = new StringBuilder(text.length());
            int comments = 0;
            boolean quoted = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\' && (quoted || comments > 0)) {
                    i++;
                } else if (c == '"' && comments == 0) {
                    quoted = !quoted;
                } else if (!quoted && c == '(') {
                    comments++;
                } else if (!quoted && c == ')' && comments > 0) {
                    comments--;
                } else if (!quoted && comments == 0) {
                    out.append(c);
                }
            }
            return out.toString();
        }
    }

    /** Is the chain whole? */
    public record Question() implements org.serai.mail.Question<CompletableFuture<ArcResult>> {}

    public ArcResult {
        seals = List.copyOf(seals);
    }
}
