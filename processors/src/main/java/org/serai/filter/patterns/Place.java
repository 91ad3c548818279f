package org.serai.filter.patterns;

import java.util.Locale;

/** Where rules look; each place has a symbol of its own. */
enum Place {
    HELO("The host name in HELO is not accepted."),
    MAIL_FROM("Mail from this sender is not accepted."),
    RCPT_TO("Mail for this recipient is not accepted."),
    HEADER("The header of the message looks like that of unwanted mail."),
    BODY("The text of the message looks like that of unwanted mail."),
    ATTACHMENT("A file in the message has a name as in unwanted mail.");

    private final String reason;

    Place(String reason) {
        this.reason = reason;
    }

    /** As a rule names it, {@code mail-from}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String symbol() {
        return "PATTERNS_" + name();
    }

    /** A sentence for the sender. */
    String reason() {
        return reason;
    }
}
