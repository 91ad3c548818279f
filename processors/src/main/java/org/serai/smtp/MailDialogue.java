package org.serai.smtp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.filter.SessionSymbols;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;

/** The part of the conversation that moves mail: MAIL, RCPT, DATA, BDAT and the message (RFC 5321 section 3.3, RFC 3030). */
final class MailDialogue {

    private static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");
    private static final Reply NO_MAIL = Reply.of(503, "5.5.1", "Say MAIL first");
    private static final Reply GIVEN_UP = Reply.of(451, "4.3.0", "Internal error, please try again later");
    private static final Reply EARLY_DATA = Reply.of(554, "5.5.1", "You did not wait for 354 before the message");

    /** Recipients that may be turned away by 452 before the session ends; a client that sends a group needs some. */
    private static final int MAX_SURPLUS = 100;

    private final SmtpServer server;
    private final SmtpSetup setup;
    private final SmtpSettings settings;
    private final SmtpSession wire;
    private final Dialogue session;
    private final Peer peer;
    private final PolicyCall policy;
    private final EndOfData end;
    private @Nullable Transaction transaction;
    private int surplus;

    MailDialogue(SmtpServer server, SmtpSetup setup, SmtpSession wire, Dialogue session, Peer peer, PolicyCall policy) {
        this.server = server;
        this.setup = setup;
        this.settings = setup.settings();
        this.wire = wire;
        this.session = session;
        this.peer = peer;
        this.policy = policy;
        this.end = new EndOfData(server, setup, wire, session, policy, () -> transaction = null);
    }

    /** A transaction is open. */
    boolean inTransaction() {
        return transaction != null;
    }

    void sender(Command command) throws Refusal {
        peer.requireGreeting();
        boolean ownUsersOnly = setup.submission() != null;
        if (ownUsersOnly && !peer.client().trusted()) {
            throw new Refusal(530, "5.7.0", "Authentication required");
        }
        if (transaction != null) {
            throw new Refusal(503, "5.5.1", "A transaction is open, say DATA, BDAT or RSET");
        }
        Addressed sender = Addressed.sender(command, peer.announced(), ownUsersOnly);
        Mail mail = peer.transaction();
        Decision refusedBefore = peer.takeRefusedHello();
        Envelope envelope = mail.envelope().from(sender.path(), sender.parameters());
        Mail asking = mail.at(Phase.MAIL_FROM, envelope, setup.phaseDeadline());
        if (sender.parameters().size() > settings.maxMessageSize().bytes()) {
            refuse(asking, Addressed.tooLarge(settings.maxMessageSize().bytes()));
            return;
        }
        if (setup.spool().diskLow()) {
            refuse(asking, EndOfData.NO_SPACE);
            return;
        }
        policy.ask(asking, decision -> {
            if (decision.reply().positive()) {
                surplus = 0;
                transaction = new Transaction(server.policy(), decision, refusedBefore);
                wire.say(decision.reply());
            } else {
                refused(decision);
            }
        });
    }

    private void refuse(Mail asking, Reply why) {
        refused(Decision.bySession(asking, why.about(asking.id())));
    }

    /** There will be no transaction. */
    private void refused(Decision decision) {
        session.refused(decision, said -> Transaction.tell(server.policy(), decision, said));
    }

    void recipient(Command command) throws Refusal {
        Transaction open = open();
        refuseGivenUp(open);
        refuseAmongChunks(open);
        Envelope known = open.mail().envelope();
        Envelope asking = known.asking(forwardPath(command, open));
        if (known.rcptTo().size() >= settings.maxRecipients()) {
            if (++surplus > MAX_SURPLUS) {
                throw new Refusal(421, "4.7.0", server.hostname() + " Too many recipients after the last");
            }
            throw new Refusal(Reply.of(452, "4.5.3", "Too many recipients, send the rest in another transaction")
                    .about(open.mail().id()));
        }
        Mail question = open.mail().at(Phase.RCPT_TO, asking, setup.phaseDeadline());
        Consumer<Decision> then = decision -> {
            Mail mail = decision.mail();
            Mail answered = mail.at(Phase.RCPT_TO, asking.answered(decision.reply()), mail.deadline());
            if (decision.reply().positive()) {
                open.accepted(decision, answered);
                wire.say(decision.reply());
            } else {
                open.refusedRecipient(new Decision(answered, decision.disposition(), decision.reply()));
                session.refused(decision, said -> {});
            }
        };
        policy.ask(question, then, new PolicyCall.Late() {
            @Override
            public void overdue() {
                open.giveUp();
            }
        });
    }

    private Path forwardPath(Command command, Transaction open) throws Refusal {
        boolean utf8 = open.mail().envelope().parameters().utf8();
        try {
            return Addressed.recipient(command, utf8, peer.announced()).path();
        } catch (Refusal e) {
            throw new Refusal(e.reply().about(open.mail().id()));
        }
    }

    void data(Command command) throws Refusal {
        if (wire.hasInput()) {
            // RFC 2920 section 3.1: DATA is the last of a group. To go on, also behind a refusal, would be to take a
            // message for commands.
            Reply reply = EARLY_DATA;
            if (transaction != null) {
                Finding early = Finding.of(SessionSymbols.EARLY_DATA, "The client did not wait for 354");
                reply = reply.about(transaction.mail().id());
                transaction.refused(setup.refused(transaction.mail(), early), reply);
            }
            session.close(reply, said -> {});
            return;
        }
        Transaction open = open();
        command.withoutArgument();
        refuseGivenUp(open);
        refuseAmongChunks(open);
        if (!open.hasRecipient()) {
            throw new Refusal(NO_RECIPIENTS.about(open.mail().id()));
        }
        SpooledContent content = content(open);
        open.spooling(content);
        wire.receive(new DataDecoder(content, settings.maxTextLine().bytes()));
        wire.say(Reply.of(354, "", "End data with <CR><LF>.<CR><LF>"));
    }

    private SpooledContent content(Transaction open) {
        return setup.spool().create(open.mail().id(), settings.maxMessageSize().bytes());
    }

    /** BDAT (RFC 3030): whatever the reply will be, its octets are no commands. */
    void chunk(Command command) throws Refusal {
        Chunk.Size size;
        try {
            size = Chunk.Size.of(command);
        } catch (Refusal e) {
            // Where the next command begins is anybody's guess, and a wrong one runs what somebody wrote into a
            // message.
            session.hangUp(e.reply());
            return;
        }
        Transaction open = transaction;
        if (open == null || !open.hasRecipient()) {
            wire.receive(Chunk.refused(size, open == null ? NO_MAIL : NO_RECIPIENTS));
            return;
        }
        if (open.givenUp()) {
            wire.receive(Chunk.refused(size, GIVEN_UP.about(open.mail().id())));
            return;
        }
        if (size.octets() == 0 && !size.last()) {
            session.junk();
        }
        ChunkedMessage message = open.chunks();
        if (message == null) {
            message = new ChunkedMessage(
                    DataDecoder.ofChunks(content(open), settings.maxTextLine().bytes()));
            open.chunked(message);
        }
        wire.receive(Chunk.of(size, message));
    }

    /** Whether the backend has a recipient of whom the client was told 451 is not known: nobody gets the message in this transaction. */
    private static void refuseGivenUp(Transaction open) throws Refusal {
        if (open.givenUp()) {
            throw new Refusal(GIVEN_UP.about(open.mail().id()));
        }
    }

    private static void refuseAmongChunks(Transaction open) throws Refusal {
        if (open.chunks() != null) {
            throw new Refusal(503, "5.5.1", "The message has begun, say BDAT or RSET");
        }
    }

    /** The message or a chunk of it is there, up to its last octet. */
    void received(Payload payload) throws Refusal {
        if (payload instanceof DataDecoder message) {
            end.of(open(), message);
        } else if (payload instanceof Chunk chunk) {
            received(chunk);
        }
    }

    private void received(Chunk chunk) throws Refusal {
        ChunkedMessage message = chunk.message();
        if (message == null) {
            throw new Refusal(chunk.reply());
        }
        if (chunk.last()) {
            end.of(open(), message.lines());
            return;
        }
        Reply refusal = end.unacceptable(message.lines());
        if (refusal == null) {
            wire.say(chunk.reply());
        } else {
            end.refuse(open(), open().mail(), refusal);
        }
    }

    /**
     * The session ends by this reply: it is what the policy is told of an open transaction that it has not refused.
     *
     * @return with the mail id where a transaction is given up
     */
    Reply interrupt(Reply last) {
        if (transaction == null) {
            return last;
        }
        Reply reply = last.positive() ? last : last.about(transaction.mail().id());
        if (!transaction.isRefused()) {
            transaction.refused(transaction.mail(), reply);
        }
        return reply;
    }

    /** The client sends on, or says good-bye: it has got its last reply. */
    void heard() {
        end.heard();
    }

    /** The client will send no more. */
    void gone() {
        end.gone();
    }

    /** Ends an open transaction. */
    void finish(boolean said) {
        Transaction open = transaction;
        transaction = null;
        if (open != null) {
            wire.messageOver();
            open.end(said);
        }
    }

    private Transaction open() throws Refusal {
        if (transaction == null) {
            throw new Refusal(NO_MAIL);
        }
        return transaction;
    }
}
