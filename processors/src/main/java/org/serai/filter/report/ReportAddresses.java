package org.serai.filter.report;

import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.learn.Label;
import org.serai.mail.Path;

/** Properties under {@code learn.report.}: where users report, and how much at once. */
public record ReportAddresses(
        @Option(
                        value = "spam@serai.local",
                        doc = "To this address our own users send what is spam, as attachments; empty: nobody can.")
                String spam,
        @Option(value = "ham@serai.local", doc = "The same for what is no spam.") String ham,
        @Option(
                        value = "forget@serai.local",
                        doc = "The same for what shall be forgotten, so that it teaches nothing any more.")
                String forget,
        @Option(value = "20", least = "1", most = "1000", doc = "Messages that one report may hold.") int maxMessages,
        @Option(
                        value = "200",
                        least = "1",
                        doc =
                                "Messages that a user may teach by reports in a day; what changes nothing, or is told 451 and not"
                                        + " learned, does not count. The user is the login, else the client's IPv4 address"
                                        + " or IPv6 /64, and never From.")
                int perDay) {

    public ReportAddresses {
        for (String address : new String[] {spam, ham, forget}) {
            if (!address.isEmpty() && (address.indexOf('@') <= 0 || address.endsWith("@"))) {
                throw new IllegalArgumentException("'" + address + "' is no address such as spam@example.org");
            }
        }
    }

    /** What a mail to this recipient says of the messages in it; null when the address is none of these. */
    public @Nullable Label label(Path recipient) {
        String address = recipient.localPart() + "@" + recipient.domain();
        if (address.equalsIgnoreCase(spam)) {
            return Label.SPAM;
        }
        if (address.equalsIgnoreCase(ham)) {
            return Label.HAM;
        }
        return address.equalsIgnoreCase(forget) ? Label.FORGET : null;
    }
}
