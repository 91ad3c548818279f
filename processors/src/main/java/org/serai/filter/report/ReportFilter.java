package org.serai.filter.report;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.filter.MailFilter;
import org.serai.learn.Label;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mime.MimeReader;

/**
 * Triggered by a recipient at whom our own users report spam or ham ({@code learn.report.spam}, {@code -.ham}, {@code -.forget}), and
 * by the message to it. A stranger is refused, and so is a report beside other recipients, since it goes to no backend, and one that
 * holds no message, since what is forwarded in a text cannot be known again.
 */
public final class ReportFilter implements MailFilter {

    private static final String RECIPIENT = "REPORT_RECIPIENT";
    private static final String STRANGER = "REPORT_STRANGER";
    private static final String MIXED = "REPORT_MIXED";
    /** Of a message that is a report. */
    public static final String MESSAGE = "REPORT_MESSAGE";

    private static final String REFUSED = "REPORT_REFUSED";

    public static final Set<String> SYMBOLS = Set.of(RECIPIENT, STRANGER, MIXED, MESSAGE, REFUSED);

    /** Those that decide in any mode: else a report would go to the backend, or be lost. */
    public static final Set<String> UNCONDITIONAL = Set.of(STRANGER, MIXED, REFUSED);

    /** Properties under {@code filter.report.}: none of its own. */
    public record Options() {}

    private final ReportAddresses addresses;
    private final MimeReader mime;

    public ReportFilter(Options options, ReportAddresses addresses, MimeReader mime) {
        this.addresses = addresses;
        this.mime = mime;
    }

    @Override
    public List<Finding> check(Mail mail) {
        return switch (mail.phase()) {
            case RCPT_TO ->
                recipient(mail, Objects.requireNonNull(mail.envelope().recipient()));
            case DATA -> message(mail);
            case CONNECT, HELO, MAIL_FROM -> List.of();
        };
    }

    private List<Finding> recipient(Mail mail, Path recipient) {
        Label label = addresses.label(recipient);
        if (label != null && !mail.envelope().client().trusted()) {
            return List.of(Finding.of(STRANGER, "Reports are taken from users of this server only."));
        }
        if (mail.envelope().rcptTo().stream().anyMatch(other -> addresses.label(other) != label)) {
            return List.of(Finding.of(MIXED, "A report goes to its address alone; please send it by itself.")
                    .withStatus("5.3"));
        }
        return label == null
                ? List.of()
                : List.of(Finding.of(RECIPIENT, "A report is welcome.").withEvidence("label", label.name()));
    }

    private List<Finding> message(Mail mail) {
        Label label = label(mail, addresses);
        if (label == null) {
            return List.of();
        }
        int messages = Enclosed.of(mail, mime).size();
        if (messages == 0) {
            return List.of(
                    refused("Please forward the message as an attachment: in a text that is forwarded, what it was"
                            + " cannot be told."));
        }
        if (messages > addresses.maxMessages()) {
            return List.of(refused("A report may hold " + addresses.maxMessages() + " messages, this one has "
                    + messages + "; please send several."));
        }
        return List.of(Finding.of(MESSAGE, "A report.")
                .withEvidence("label", label.name())
                .withEvidence("messages", messages));
    }

    private static Finding refused(String reason) {
        return Finding.of(REFUSED, reason).withStatus("6.0");
    }

    /** What the report of a trusted client says; null when the mail is none. */
    public static @Nullable Label label(Mail mail, ReportAddresses addresses) {
        List<Path> recipients = mail.envelope().rcptTo();
        return recipients.isEmpty() || !mail.envelope().client().trusted() ? null : addresses.label(recipients.get(0));
    }
}
