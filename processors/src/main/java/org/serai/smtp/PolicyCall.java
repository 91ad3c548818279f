package org.serai.smtp;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the policy, one phase at a time, and brings its decision back to the event loop of the session; without one, the session
 * goes on at the deadline all the same.
 */
final class PolicyCall {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyCall.class);

    private final Policy policy;
    private final Waits waits;
    private final Function<Phase, Duration> limits;
    private @Nullable Question open;

    /** @param limits how long a phase may take */
    PolicyCall(Policy policy, Waits waits, Function<Phase, Duration> limits) {
        this.policy = policy;
        this.waits = waits;
        this.limits = limits;
    }

    /** What is done about a decision that does not come in time: all of it on the event loop. */
    interface Late {

        Late NOTHING = new Late() {};

        /** The client is about to be answered without it. */
        default void overdue() {}

        /** It has come, or will never. */
        default void decided(Decision decision) {}
    }

    private enum State {
        OPEN,
        ANSWERED,
        OVERDUE
    }

    private final class Question {

        private final Mail mail;
        private final Consumer<Decision> then;
        private final Late late;
        private final long until;
        private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

        Question(Mail mail, Consumer<Decision> then, Late late) {
            this.mail = mail;
            this.then = then;
            this.late = late;
            this.until = System.nanoTime() + limits.apply(mail.phase()).toNanos();
        }

        void ask() {
            try {
                policy.decide(mail, this::decided);
            } catch (RuntimeException | Error e) {
                LOG.error("{}: the policy failed", mail, e);
                decided(undecided());
            }
        }

        private void decided(Decision decision) {
            if (state.compareAndSet(State.OPEN, State.ANSWERED)) {
                answer(decision);
            } else if (state.compareAndSet(State.OVERDUE, State.ANSWERED)) {
                waits.onLoop(() -> late.decided(decision));
            } else {
                LOG.error("{}: the policy decided twice", mail);
            }
        }

        void lookAtTheClock() {
            if (System.nanoTime() - until > 0 && state.compareAndSet(State.OPEN, State.OVERDUE)) {
                late.overdue();
                Decision instead;
                try {
                    instead = policy.overdue(mail);
                } catch (RuntimeException | Error e) {
                    LOG.error("{}: the policy failed when it was late", mail, e);
                    instead = undecided();
                }
                answer(instead);
            }
        }

        private void answer(Decision decision) {
            waits.end(() -> {
                open = null;
                then.accept(decision);
            });
        }

        private Decision undecided() {
            Reply reply = Reply.of(451, "4.3.0", "Cannot decide about this now, try again later");
            return new Decision(mail, Disposition.DEFER, reply);
        }
    }

    /** Until {@code then} has been called on the event loop the session parses nothing. */
    void ask(Mail mail, Consumer<Decision> then) {
        ask(mail, then, Late.NOTHING);
    }

    /** @param late told when {@code then} gets another decision than the policy's */
    void ask(Mail mail, Consumer<Decision> then, Late late) {
        var question = new Question(mail, then, late);
        open = question;
        waits.begin();
        question.ask();
    }

    /** To be called now and then, on the event loop. */
    void lookAtTheClock() {
        if (open != null) {
            open.lookAtTheClock();
        }
    }

    /** The client has gone: tells the policy when it is being asked. */
    void abandon() {
        if (open == null) {
            return;
        }
        Mail asked = open.mail;
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
