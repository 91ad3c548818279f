package org.serai.smtp;

import org.jspecify.annotations.Nullable;
import org.serai.filter.SessionSymbols;
import org.serai.mail.Deadline;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.serai.smtp.SmtpSettings.BareNewline;

/**
 * What becomes of a message: refused by the session itself, known from before (its 250 was lost), or decided about by the
 * policy; and what follows when its reply has left, or could not.
 */
final class EndOfData {

    static final Reply NO_SPACE = Reply.of(452, "4.3.1", "No space for mail now, try again later");

    private final SmtpServer server;
    private final SmtpSetup setup;
    private final SmtpSettings settings;
    private final SmtpSession wire;
    private final Dialogue session;
    private final PolicyCall policy;
    private final Runnable over;

    /** The 250 of the last message, until the client shows that it has read it. */
    private @Nullable Unproven unproven;

    /**
     * A 250 that was written.
     *
     * @param read done when the client goes on
     * @param lost done when it does not
     */
    private record Unproven(Runnable read, Runnable lost) {}

    /** @param over called when the transaction is decided about: no command belongs to it any more */
    EndOfData(
            SmtpServer server, SmtpSetup setup, SmtpSession wire, Dialogue session, PolicyCall policy, Runnable over) {
        this.server = server;
        this.setup = setup;
        this.settings = setup.settings();
        this.wire = wire;
        this.session = session;
        this.policy = policy;
        this.over = over;
    }

    /** The message of {@code open} is there up to its last octet. */
    void of(Transaction open, DataDecoder decoder) {
        Mail mail = open.mail();
        if (decoder.bareNewline()) {
            mail = noted(mail, SessionSymbols.BARE_NEWLINE, "The message has bare newlines");
        }
        if (decoder.longLine()) {
            mail = noted(mail, SessionSymbols.LONG_LINE, "The message has an overlong line");
        }
        Reply refusal = unacceptable(decoder);
        if (refusal != null) {
            refuse(open, mail, refusal);
            return;
        }
        Mail message = mail.received(decoder.content(), mail.envelope(), Deadline.in(setup.dataDeadline()));
        LostReplies lost = setup.lostReplies();
        if (lost == null || !lost.mayKnow(message)) {
            decide(open, message);
            return;
        }
        wire.waits().begin();
        lost.find(message, id -> wire.waits().end(() -> {
            if (id != null) {
                knownBefore(open, message, id, lost);
            } else if (!wire.closed()) {
                decide(open, message.at(Phase.DATA, message.envelope(), Deadline.in(setup.dataDeadline())));
            }
        }));
    }

    private Mail noted(Mail mail, String symbol, String reason) {
        return setup.noted(mail, Finding.of(symbol, reason).withStatus("6.0"));
    }

    private void decide(Transaction open, Mail message) {
        policy.ask(message, decision -> decided(open, decision), new PolicyCall.Late() {
            @Override
            public void overdue() {
                open.leaveContent();
            }

            @Override
            public void decided(Decision decision) {
                open.takeContent();
                late(open, decision);
            }
        });
    }

    private void decided(Transaction open, Decision decision) {
        open.decided(decision);
        over(open, () -> {
            if (decision.reply().positive()) {
                session.mailAccepted();
                server.metrics().messages.increment();
                server.metrics().octets.add(decision.mail().content().size());
                wire.say(decision.reply(), said -> accepted(open, decision.mail(), said));
            } else {
                session.refused(decision, open::end);
            }
        });
    }

    /** The client was told 451, so it will send again what somebody has taken meanwhile. */
    private void late(Transaction open, Decision decision) {
        LostReplies lost = setup.lostReplies();
        LostReplies.Accepted message =
                decision.reply().positive() && !open.taken() ? LostReplies.Accepted.of(decision.mail()) : null;
        if (lost != null && message != null) {
            lost.remember(message);
        }
    }

    /** Tells the client. Whatever fails then, the transaction ends: nobody else knows it any more. */
    private void over(Transaction open, Runnable tell) {
        over.run();
        try {
            tell.run();
            wire.flush();
        } catch (RuntimeException | Error e) {
            open.end(false);
            throw e;
        }
    }

    /** From now on the message is ours; a sender that does not know it will send it again. */
    private void accepted(Transaction open, Mail mail, boolean said) {
        LostReplies lost = setup.lostReplies();
        LostReplies.Accepted message = lost == null ? null : LostReplies.Accepted.of(mail);
        if (lost != null && message != null) {
            expectProof(new Unproven(() -> {}, () -> lost.remember(message)), said);
        }
        open.end(said);
    }

    private void knownBefore(Transaction open, Mail message, String id, LostReplies lost) {
        Reply reply = Reply.of(250, "2.6.0", "Accepted before, mail " + id);
        open.repeated(new Decision(message, Disposition.ACCEPT, reply));
        over(open, () -> {
            session.mailAccepted();
            wire.say(reply, said -> {
                expectProof(new Unproven(() -> lost.forget(message), () -> {}), said);
                open.end(said);
            });
        });
    }

    /** That it was written proves nothing: the client may have died before it came. */
    private void expectProof(Unproven reply, boolean said) {
        gone();
        if (said && !wire.closed()) {
            unproven = reply;
        } else {
            reply.lost().run();
        }
    }

    /** Octets came that were sent after the last reply, or the client says good-bye. */
    void heard() {
        Unproven reply = unproven;
        unproven = null;
        if (reply != null) {
            reply.read().run();
        }
    }

    /** No more comes: a last reply that nothing has proved counts as lost. */
    void gone() {
        Unproven reply = unproven;
        unproven = null;
        if (reply != null) {
            reply.lost().run();
        }
    }

    /** The session itself does not take the message: further chunks of it are nobody's. */
    void refuse(Transaction open, Mail mail, Reply why) {
        Reply refusal = why.about(mail.id());
        open.refused(mail, refusal);
        over(open, () -> {
            wire.messageOver();
            session.refuse(refusal, open::end);
        });
        session.settle();
    }

    /** Why the session itself does not take what has come, or null. */
    @Nullable
    Reply unacceptable(DataDecoder decoder) {
        if (decoder.content().tooLarge()) {
            return Addressed.tooLarge(settings.maxMessageSize().bytes());
        }
        if (decoder.content().failed()) {
            return NO_SPACE;
        }
        if (decoder.bareNewline() && settings.bareNewline() == BareNewline.REJECT) {
            return Reply.of(550, "5.6.0", "The message has bare newlines; lines must end with CRLF");
        }
        return null;
    }
}
