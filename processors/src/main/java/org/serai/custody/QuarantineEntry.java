package org.serai.custody;

import java.time.Instant;
import java.util.List;

/**
 * What the index knows about a message in quarantine, under its mail id. Texts that a sender made are cut.
 *
 * @param kept when
 * @param recipients the first {@value #MAX_LISTED}
 * @param recipientCount all of them
 * @param subject decoded; of the message, so not to be trusted
 * @param symbols of its findings, the first {@value #MAX_LISTED}
 * @param node which has its files, where they lie in files
 */
public record QuarantineEntry(
        Instant kept,
        String mailFrom,
        List<String> recipients,
        int recipientCount,
        String subject,
        long size,
        String sha256,
        double score,
        List<String> symbols,
        String client,
        State state,
        String node,
        Place place) {

    /** Of lists. */
    public static final int MAX_LISTED = 20;

    private static final int MAX_TEXT = 256;

    /** What has become of it; new ones at the end. */
    public enum State {
        KEPT
    }

    public QuarantineEntry {
        mailFrom = cut(mailFrom);
        recipients =
                recipients.stream().limit(MAX_LISTED).map(QuarantineEntry::cut).toList();
        subject = cut(subject);
        symbols = symbols.stream().limit(MAX_LISTED).toList();
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT);
    }

    QuarantineEntry at(Place next) {
        return new QuarantineEntry(
                kept,
                mailFrom,
                recipients,
                recipientCount,
                subject,
                size,
                sha256,
                score,
                symbols,
                client,
                state,
                node,
                next);
    }
}
