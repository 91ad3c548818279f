package org.serai.smtp;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the policy, one phase at a time, and brings its decision back to the event loop of the session. */
final class PolicyCall {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyCall.class);

    private final Policy policy;
    private final Waits waits;
    private @Nullable Mail asked;

    PolicyCall(Policy policy, Waits waits) {
        this.policy = policy;
        this.waits = waits;
    }

    /** Until {@code then} has been called on the event loop the session parses nothing. */
    void ask(Mail mail, Consumer<Decision> then) {
        asked = mail;
        waits.begin();
        var answered = new AtomicBoolean();
        Consumer<Decision> once = decision -> {
            if (answered.compareAndSet(false, true)) {
                waits.end(() -> {
                    asked = null;
                    then.accept(decision);
                });
            } else {
                LOG.error("{}: the policy decided twice", mail);
            }
        };
        try {
            policy.decide(mail, once);
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the policy failed", mail, e);
            Reply reply = Reply.of(451, "4.3.0", "Cannot decide about this now, try again later");
            once.accept(new Decision(mail, Disposition.DEFER, reply));
        }
    }

    /** The client has gone: tells the policy when it is being asked. */
    void abandon() {
        if (asked == null) {
            return;
        }
        try {
            policy.abandoned(asked);
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the policy failed when the client had gone", asked, e);
        }
    }

    /** The session is over. */
    void left(Mail arrived) {
        try {
            policy.left(arrived);
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the policy failed at the end of the session", arrived, e);
        }
    }
}
