package org.serai.filter.clamav;

import java.util.List;
import java.util.Locale;
import org.serai.mail.Finding;

/** The symbols of the filter, worst first; the name of a signature tells which. */
enum Family {
    VIRUS("The message contains a virus"),
    PHISHING("The message was recognised as phishing"),
    HEURISTIC("The message looks harmful"),
    UNSCANNED("The message cannot be checked for viruses as a whole");

    private final String reason;

    Family(String reason) {
        this.reason = reason;
    }

    /**
     * The family of a signature.
     *
     * @param heuristics how names of signatures begin that are suspicions rather than viruses, in lower case
     */
    static Family of(String signature, List<String> heuristics) {
        String name = signature.toLowerCase(Locale.ROOT);
        if (limit(signature) || name.startsWith("heuristics.encrypted.")) {
            return UNSCANNED;
        }
        if (name.contains("phish")) {
            return PHISHING;
        }
        return heuristics.stream().anyMatch(name::startsWith) ? HEURISTIC : VIRUS;
    }

    /** clamd says by it that it stopped reading at one of its limits. */
    static boolean limit(String signature) {
        return signature.startsWith("Heuristics.Limits.Exceeded");
    }

    String symbol() {
        return "CLAMAV_" + name();
    }

    /** The finding; the sender is told the signature, by which he can look up a mistake. */
    Finding finding(String signature) {
        boolean named = this != UNSCANNED && !signature.isEmpty();
        return Finding.of(symbol(), named ? reason + ": " + signature : reason);
    }
}
