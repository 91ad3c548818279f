package org.serai.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.mime.StructuredText;

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
            return statement(method).getOrDefault(method, "");
        }

        /** A property that stands with that, such as {@code header.from}, lower case; null where there is none. */
        public @Nullable String said(String method, String property) {
            return statement(method).get(property);
        }

        /** The first one that begins with the method. */
        private Map<String, String> statement(String method) {
            String text = StructuredText.of(results).text().toLowerCase(Locale.ROOT);
            for (int from = text.indexOf(';'); from >= 0; from = text.indexOf(';', from + 1)) {
                int end = text.indexOf(';', from + 1);
                String statement = text.substring(from + 1, end < 0 ? text.length() : end);
                int equals = statement.indexOf('=');
                if (equals >= 0 && statement.substring(0, equals).strip().equals(method)) {
                    return pairs(statement);
                }
            }
            return Map.of();
        }

        /** What stands on both sides of each sign of equality. */
        private static Map<String, String> pairs(String statement) {
            var out = new LinkedHashMap<String, String>();
            for (int equals = statement.indexOf('='); equals >= 0; equals = statement.indexOf('=', equals + 1)) {
                String before = statement.substring(0, equals).stripTrailing();
                String after = statement.substring(equals + 1).stripLeading();
                int key = before.length();
                while (key > 0 && !Character.isWhitespace(before.charAt(key - 1))) {
                    key--;
                }
                int end = 0;
                while (end < after.length() && !Character.isWhitespace(after.charAt(end))) {
                    end++;
                }
                out.putIfAbsent(before.substring(key), after.substring(0, end));
            }
            return out;
        }
    }

    /** Is the chain whole? */
    public record Question() implements org.serai.mail.Question<CompletableFuture<ArcResult>> {}

    public ArcResult {
        seals = List.copyOf(seals);
    }
}
