package org.serai.smtp;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Capabilities;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailId;
import org.serai.mail.Phase;

/**
 * What one listener is made of.
 *
 * @param spool shared by all listeners of the process
 * @param tls certificate for STARTTLS, null: not offered
 * @param submission the listener is for our own users only; null: for anybody, and without AUTH
 * @param lostReplies accepted messages whose senders do not know it, null: forgotten
 * @param trusted clients of {@code trusted.networks}
 * @param judge gives the session's own findings (filter {@code smtp}) their points and mode
 * @param conduct hears of what else clients do
 * @param capabilities what the way behind us can carry, asked at each EHLO; no more is announced
 * @param dataDeadline {@code data.deadline}, for all filters of a message
 * @param dataReplyDeadline {@code data.reply-deadline}, for all that becomes of one
 */
public record SmtpSetup(
        SmtpSettings settings,
        Spool spool,
        @Nullable TlsIdentity tls,
        @Nullable Submission submission,
        @Nullable LostReplies lostReplies,
        Predicate<InetAddress> trusted,
        UnaryOperator<Finding> judge,
        Conduct conduct,
        Supplier<Capabilities> capabilities,
        Duration dataDeadline,
        Duration dataReplyDeadline,
        MailId ids,
        Clock clock) {

    public SmtpSetup {
        if (submission != null && submission.implicitTls() && tls == null) {
            throw new IllegalArgumentException("implicit TLS needs a certificate");
        }
    }

    /** The same listener, for our own users only. */
    public SmtpSetup forOwnUsers(Submission only) {
        return new SmtpSetup(
                settings,
                spool,
                tls,
                only,
                lostReplies,
                trusted,
                judge,
                conduct,
                capabilities,
                dataDeadline,
                dataReplyDeadline,
                ids,
                clock);
    }

    /** A listener behind this one, in the clear, for ourselves, which can {@code what}, whatever the backends can. */
    public SmtpSetup inside(SmtpSettings own, Capabilities what) {
        return new SmtpSetup(
                own,
                spool,
                null,
                null,
                null,
                trusted,
                judge,
                Conduct.IGNORED,
                () -> what,
                dataDeadline,
                dataReplyDeadline,
                ids,
                clock);
    }

    TlsIdentity requireTls() {
        return Objects.requireNonNull(tls);
    }

    /** For a phase before DATA that begins now. */
    Deadline phaseDeadline() {
        return Deadline.in(settings.phaseDeadline());
    }

    /** How long the policy may take to answer at all. */
    Duration replyDeadline(Phase phase) {
        return phase == Phase.DATA ? dataReplyDeadline : settings.replyDeadline();
    }

    /** The mail with a finding of the session itself. */
    Mail noted(Mail mail, Finding finding) {
        return mail.with(List.of(judge.apply(finding)));
    }

    /** The same, of which no route will be told. */
    Mail refused(Mail mail, Finding finding) {
        noticed(mail, finding);
        return noted(mail, finding);
    }

    /** What belongs to no mail. */
    void noticed(Mail mail, Finding finding) {
        conduct.noticed(mail, judge.apply(finding));
    }
}
