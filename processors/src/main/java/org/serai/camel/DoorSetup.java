package org.serai.camel;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Capabilities;
import org.serai.mail.Finding;
import org.serai.mail.MailId;
import org.serai.smtp.LostReplies;
import org.serai.smtp.Policy;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.SmtpSetup;
import org.serai.smtp.Spool;
import org.serai.smtp.Submission;
import org.serai.smtp.TlsIdentity;

/** What all listeners have in common. */
record DoorSetup(
        Spool spool,
        @Nullable LostReplies lostReplies,
        Predicate<InetAddress> trusted,
        UnaryOperator<Finding> judge,
        Supplier<Capabilities> capabilities,
        Duration dataDeadline,
        MailId ids,
        Clock clock) {

    /** The same for a listener that is the last on the way. */
    DoorSetup announcing(Capabilities own) {
        return new DoorSetup(spool, lostReplies, trusted, judge, () -> own, dataDeadline, ids, clock);
    }

    SmtpSetup with(SmtpSettings settings, Policy policy, @Nullable TlsIdentity tls, @Nullable Submission submission) {
        LostReplies remembered = settings.rememberLostReplies() ? lostReplies : null;
        return new SmtpSetup(
                settings,
                policy,
                spool,
                tls,
                submission,
                remembered,
                trusted,
                judge,
                capabilities,
                dataDeadline,
                ids,
                clock);
    }
}
