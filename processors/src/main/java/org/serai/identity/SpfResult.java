package org.serai.identity;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What SPF says of one identity (RFC 7208).
 *
 * @param identity which of the two was checked
 * @param domain the domain whose policy was asked for; empty where the identity has none
 * @param explanation what the domain wants the sender of a failing mail to read (section 6.2), or empty: text of a stranger
 * @param cause why it is so in our words: the mechanism that matched, the error and where it lies
 * @param lookups what was asked and answered, in order: evidence
 */
public record SpfResult(
        Result result, Identity identity, String domain, String explanation, String cause, List<String> lookups) {

    /** Section 2.6. */
    public enum Result {
        NONE,
        NEUTRAL,
        PASS,
        FAIL,
        SOFTFAIL,
        TEMPERROR,
        PERMERROR;

        /** As in Authentication-Results and Received-SPF. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Sections 2.3 and 2.4. */
    public enum Identity {
        HELO,
        MAILFROM;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * May this client use this name?
     *
     * @param identity HELO, or MAILFROM, which for the null reverse-path is {@code postmaster@} the HELO name
     * @param sender the local-part and domain that are checked, {@code postmaster@helo} for HELO
     */
    public record Question(InetAddress client, String helo, Identity identity, String sender)
            implements org.serai.mail.Question<CompletableFuture<SpfResult>> {}

    public SpfResult {
        lookups = List.copyOf(lookups);
    }
}
