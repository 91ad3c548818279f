package org.serai.smtp;

import org.jspecify.annotations.Nullable;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.serai.smtp.Policy.Ending;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one mail id from the reply to MAIL, and what must happen exactly once when it is over. */
final class Transaction {

    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Policy policy;
    private Mail mail;
    private Decision last;
    private @Nullable Decision refusal;
    private @Nullable Decision data;
    private @Nullable SpooledContent content;
    private @Nullable ChunkedMessage chunks;
    private boolean repeated;
    private boolean givenUp;
    private boolean inUse;
    private boolean over;

    /**
     * Begins after MAIL was accepted.
     *
     * @param refusedBefore what HELO got under this id, or null
     */
    Transaction(Policy policy, Decision accepted, @Nullable Decision refusedBefore) {
        this.policy = policy;
        this.mail = accepted.mail();
        this.last = accepted;
        this.refusal = refusedBefore;
    }

    Mail mail() {
        return mail;
    }

    boolean hasRecipient() {
        return !mail.envelope().rcptTo().isEmpty();
    }

    /** A recipient was accepted: {@code next} knows it. What was found about a refused one must not weigh on the others. */
    void accepted(Decision decision, Mail next) {
        last = new Decision(next, decision.disposition(), decision.reply());
        mail = next;
    }

    void refused(Decision decision) {
        last = decision;
        refusal = decision;
    }

    /** A recipient was refused; the envelope knows it, the other recipients' findings do not. */
    void refusedRecipient(Decision decision) {
        refused(decision);
        mail = mail.at(mail.phase(), decision.mail().envelope(), mail.deadline());
    }

    boolean isRefused() {
        return refusal != null;
    }

    /** The policy has not answered in time for a recipient. */
    void giveUp() {
        givenUp = true;
    }

    /** None of its recipients gets the message: the client is told to come again. */
    boolean givenUp() {
        return givenUp;
    }

    /** The session itself refuses: no route saw this. */
    void refused(Mail withFindings, Reply reply) {
        refused(Decision.bySession(withFindings, reply));
    }

    void spooling(SpooledContent message) {
        content = message;
    }

    /** A message that comes by BDAT, from its first chunk on. */
    void chunked(ChunkedMessage message) {
        spooling(message.lines().content());
        chunks = message;
    }

    @Nullable
    ChunkedMessage chunks() {
        return chunks;
    }

    void decided(Decision decision) {
        last = decision;
        data = decision;
    }

    /** The policy has not decided in time: it may still read the content when the transaction is over. */
    void leaveContent() {
        inUse = true;
    }

    /** It has decided now. */
    void takeContent() {
        inUse = false;
        if (over && content != null) {
            content.release();
        }
    }

    /** The client was told 250 to the message. */
    boolean taken() {
        return data != null && data.reply().positive();
    }

    /** The message had been taken in another transaction. */
    void repeated(Decision decision) {
        decided(decision);
        repeated = true;
    }

    /** Tells the policy and forgets the content; only the first call counts. No decision may be pending. */
    void end(boolean said) {
        if (over) {
            return;
        }
        over = true;
        Decision told = data != null ? data : refusal != null ? withAllRecipients(refusal) : last;
        tell(policy, told, said, ending());
        if (content != null && !inUse) {
            content.release();
        }
    }

    private Ending ending() {
        if (data == null && refusal == null) {
            return Ending.ABANDONED;
        }
        return repeated ? Ending.REPEATED : Ending.DECIDED;
    }

    /** Recipients may have been accepted after the refusal that is told of. */
    private Decision withAllRecipients(Decision refused) {
        Mail then = refused.mail();
        if (then.envelope().mailFrom() == null) {
            return refused;
        }
        return new Decision(
                then.at(then.phase(), mail.envelope(), then.deadline()), refused.disposition(), refused.reply());
    }

    /** A refusal before there was a transaction. */
    static void tell(Policy policy, Decision refusal, boolean said) {
        tell(policy, refusal, said, Ending.DECIDED);
    }

    private static void tell(Policy policy, Decision decision, boolean said, Ending ending) {
        try {
            policy.ended(decision, said, ending);
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the policy failed at the end of the transaction", decision.mail(), e);
        }
    }
}
