package org.serai.smtp;

import io.netty.channel.ChannelFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.PathException;
import org.serai.mail.PathParser;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.serai.smtp.SmtpSettings.BareNewline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SMTP conversation of one session (RFC 5321 with RFC 1870, 2034, 2920, 3207, 6152, 6531): which command may come when,
 * what the policy is asked, and what the client is told.
 */
final class Dialogue {

    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);
    private static final int CLOSING = 421;
    private static final Reply OK = Reply.of(250, "2.0.0", "Ok");
    private static final Reply EARLY_DATA = Reply.of(554, "5.5.1", "You did not wait for 354 before the message");

    private final SmtpServer server;
    private final SmtpSetup setup;
    private final SmtpSettings settings;
    private final SmtpSession wire;

    /** The mail as it was after CONNECT, under the id that is used next or now. */
    private Mail arrived;

    /** The mail as it was after HELO, null until one was accepted. */
    private @Nullable Mail greeted;

    /** {@link #arrived}'s id belongs to a transaction already. */
    private boolean idUsed;

    /** What HELO got under an id that no transaction has taken yet. */
    private @Nullable Decision refusedHello;

    private @Nullable Transaction transaction;
    private @Nullable Mail asked;
    private Envelope envelope;
    private boolean secure;
    private int errors;
    private int junk;

    Dialogue(SmtpServer server, SmtpSetup setup, SmtpSession wire, Client client) {
        this.server = server;
        this.setup = setup;
        this.settings = setup.settings();
        this.wire = wire;
        this.envelope = Envelope.connected(client);
        this.arrived = Mail.connected(setup.ids().next(), setup.clock().instant(), client, deadline());
    }

    void connected() {
        ask(arrived, decision -> {
            arrived = decision.mail();
            if (!decision.reply().positive()) {
                sendAway(decision);
            } else if (wire.hasInput()) {
                Finding early = Finding.of("SMTP_EARLY_TALKER", "The client spoke before the greeting");
                Reply reply = Reply.of(554, "5.5.1", "You spoke before the greeting");
                sendAway(new Decision(noted(arrived, early), Disposition.REJECT, reply));
            } else {
                wire.say(Reply.of(220, "", server.hostname() + " ESMTP Serai"));
            }
        });
    }

    private void sendAway(Decision decision) {
        wire.hangUp(decision.reply()).addListener(said -> Transaction.tell(setup.policy(), decision, said.isSuccess()));
    }

    /** Answers one command, now or when the policy has decided. */
    void command(Command command) throws Refusal {
        switch (command.verb()) {
            case "HELO" -> hello(command.argument(), false);
            case "EHLO" -> hello(command.argument(), true);
            case "MAIL" -> mail(command);
            case "RCPT" -> recipient(command);
            case "DATA" -> data(command.argument());
            case "RSET" -> {
                junk();
                noArgument(command);
                finish(true);
                wire.say(OK);
            }
            case "NOOP" -> {
                junk();
                wire.say(OK);
            }
            case "HELP" -> {
                junk();
                wire.say(Reply.of(214, "2.0.0", "This is a mail firewall; it speaks SMTP (RFC 5321)"));
            }
            case "VRFY" -> {
                junk();
                if (command.argument().isEmpty()) {
                    throw new Refusal(501, "5.5.4", "Say VRFY address");
                }
                wire.say(Reply.of(252, "2.1.5", "Cannot verify, send some mail and see"));
            }
            case "QUIT" -> {
                noArgument(command);
                finish(true);
                hangUp(Reply.of(221, "2.0.0", server.hostname() + " Bye"));
            }
            case "STARTTLS" -> startTls(command);
            case "EXPN", "ETRN", "TURN", "SEND", "SOML", "SAML", "AUTH", "BDAT" ->
                throw new Refusal(502, "5.5.1", "Command not implemented");
            case "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH", "TRACE", "PRI" ->
                hangUp(Reply.of(554, "5.5.1", "This is SMTP, not HTTP"));
            default -> throw new Refusal(500, "5.5.1", "Command unknown");
        }
    }

    private void junk() throws Refusal {
        if (++junk > settings.maxJunkCommands()) {
            throw new Refusal(CLOSING, "4.7.0", server.hostname() + " Too many commands without mail");
        }
    }

    private static void noArgument(Command command) throws Refusal {
        if (!command.argument().isEmpty()) {
            throw new Refusal(501, "5.5.4", command.verb() + " takes no argument");
        }
    }

    private void hello(String argument, boolean extended) throws Refusal {
        if (argument.isEmpty() || argument.chars().anyMatch(c -> c > '~')) {
            throw new Refusal(501, "5.5.4", "Say who you are: EHLO hostname");
        }
        if (greeted != null) {
            junk();
        }
        finish(true);
        greeted = null;
        if (idUsed) {
            arrived = arrived.renamed(setup.ids().next(), setup.clock().instant());
            idUsed = false;
        }
        ask(arrived.at(Phase.HELO, envelope.greeted(argument, extended), deadline()), decision -> {
            if (decision.reply().positive()) {
                greeted = decision.mail();
                wire.say(extended ? capabilities() : Reply.of(250, "", server.hostname()));
            } else {
                refusedHello = decision;
                refused(decision);
            }
        });
    }

    private Reply capabilities() {
        var lines = new ArrayList<>(List.of(
                server.hostname(),
                "PIPELINING",
                "SIZE " + settings.maxMessageSize().bytes(),
                "8BITMIME",
                "SMTPUTF8",
                "ENHANCEDSTATUSCODES"));
        if (setup.tls() != null && !secure) {
            lines.add("STARTTLS");
        }
        return new Reply(250, "", lines);
    }

    private void mail(Command command) throws Refusal {
        if (greeted == null) {
            throw new Refusal(503, "5.5.1", "Say EHLO first");
        }
        if (transaction != null) {
            throw new Refusal(503, "5.5.1", "A transaction is open, say DATA or RSET");
        }
        Path path;
        MailParameters parameters;
        try {
            PathParser.Parsed parsed = PathParser.reverse(command.after("FROM:"), true);
            path = parsed.path();
            parameters = EsmtpParameters.ofMail(
                    parsed.rest(), settings.maxMessageSize().bytes());
            if (!parameters.utf8()) {
                PathParser.reverse(path.toString(), false);
            }
        } catch (PathException e) {
            throw refusal(e);
        }
        if (setup.spool().diskLow()) {
            throw new Refusal(452, "4.3.1", "No space for mail now, try again later");
        }
        Mail mail = idUsed ? greeted.renamed(setup.ids().next(), setup.clock().instant()) : greeted;
        idUsed = true;
        Decision before = refusedHello;
        refusedHello = null;
        ask(mail.at(Phase.MAIL_FROM, mail.envelope().from(path, parameters), deadline()), decision -> {
            if (decision.reply().positive()) {
                transaction = new Transaction(setup.policy(), decision, before);
                wire.say(decision.reply());
            } else {
                refused(decision).addListener(said -> Transaction.tell(setup.policy(), decision, said.isSuccess()));
            }
        });
    }

    private void recipient(Command command) throws Refusal {
        Transaction open = transaction;
        if (open == null) {
            throw new Refusal(503, "5.5.1", "Say MAIL first");
        }
        Envelope known = open.mail().envelope();
        Path path;
        try {
            PathParser.Parsed parsed =
                    PathParser.forward(command.after("TO:"), known.parameters().utf8());
            path = parsed.path();
            EsmtpParameters.ofRecipient(parsed.rest());
        } catch (PathException e) {
            throw refusal(e);
        }
        if (known.rcptTo().size() >= settings.maxRecipients()) {
            throw new Refusal(452, "4.5.3", "Too many recipients, send the rest in another transaction");
        }
        ask(open.mail().at(Phase.RCPT_TO, known.asking(path), deadline()), decision -> {
            Mail mail = decision.mail();
            if (decision.reply().positive()) {
                open.accepted(
                        decision, mail.at(Phase.RCPT_TO, known.asking(path).answered(true), mail.deadline()));
                wire.say(decision.reply());
            } else {
                open.refused(decision);
                refused(decision);
            }
        });
    }

    private static Refusal refusal(PathException e) {
        return new Refusal(e.status().equals("6.7") ? 553 : 501, "5." + e.status(), e.reason());
    }

    private void data(String argument) throws Refusal {
        Transaction open = transaction;
        if (open == null) {
            throw new Refusal(503, "5.5.1", "Say MAIL first");
        }
        if (!argument.isEmpty()) {
            throw new Refusal(501, "5.5.4", "DATA takes no argument");
        }
        if (!open.hasRecipient()) {
            throw new Refusal(554, "5.5.1", "No valid recipients");
        }
        if (wire.hasInput()) {
            // RFC 2920 section 3.1: DATA is the last of a group. Going on would read a message as commands, or the
            // reverse.
            Finding early = Finding.of("SMTP_EARLY_DATA", "The client did not wait for 354");
            open.refused(noted(open.mail(), early), EARLY_DATA);
            close(EARLY_DATA);
            return;
        }
        SpooledContent content =
                setup.spool().create(open.mail().id(), settings.maxMessageSize().bytes());
        open.spooling(content);
        wire.receive(new DataDecoder(content, settings.maxTextLine().bytes()));
        wire.say(Reply.of(354, "", "End data with <CR><LF>.<CR><LF>"));
    }

    /** The message is there. */
    void received(DataDecoder decoder) {
        Transaction open = transaction;
        if (open == null) {
            throw new IllegalStateException("a message without a transaction");
        }
        Mail mail = open.mail();
        if (decoder.bareNewline()) {
            mail = noted(
                    mail,
                    Finding.of("SMTP_BARE_NEWLINE", "The message has bare newlines")
                            .withStatus("6.0"));
        }
        if (decoder.longLine()) {
            mail = noted(
                    mail,
                    Finding.of("SMTP_LONG_LINE", "The message has an overlong line")
                            .withStatus("6.0"));
        }
        Reply refusal = unacceptable(decoder);
        if (refusal != null) {
            open.refused(mail, refusal);
            wire.say(refusal);
            wire.flush();
            finish(true);
            settle();
            return;
        }
        Deadline until = Deadline.in(setup.dataDeadline());
        ask(mail.received(decoder.content(), mail.envelope(), until), decision -> {
            open.decided(decision);
            transaction = null;
            if (decision.reply().positive()) {
                junk = 0;
                server.metrics().messages.increment();
                server.metrics().octets.add(decoder.content().size());
            }
            Reply reply = decision.reply();
            ChannelFuture said = reply.code() == CLOSING ? wire.hangUp(reply) : wire.say(reply);
            wire.flush();
            said.addListener(done -> open.end(done.isSuccess()));
        });
    }

    private @Nullable Reply unacceptable(DataDecoder decoder) {
        if (decoder.content().tooLarge()) {
            return Reply.of(
                    552,
                    "5.3.4",
                    "Message larger than " + settings.maxMessageSize().bytes() + " octets");
        }
        if (decoder.content().failed()) {
            return Reply.of(452, "4.3.1", "No space for mail now, try again later");
        }
        if (decoder.bareNewline() && settings.bareNewline() == BareNewline.REJECT) {
            return Reply.of(550, "5.6.0", "The message has bare newlines; lines must end with CRLF");
        }
        return null;
    }

    private Mail noted(Mail mail, Finding finding) {
        return mail.with(List.of(setup.judge().apply(finding)));
    }

    private void startTls(Command command) throws Refusal {
        TlsIdentity tls = setup.tls();
        if (tls == null) {
            throw new Refusal(502, "5.5.1", "TLS is not offered");
        }
        noArgument(command);
        if (secure) {
            throw new Refusal(503, "5.5.1", "TLS is on already");
        }
        finish(true);
        greeted = null;
        wire.say(Reply.of(220, "2.0.0", "Ready to start TLS"));
        wire.startTls(tls.newHandler());
    }

    void secured(String protocolAndCipher) {
        secure = true;
        envelope = envelope.secured(protocolAndCipher);
    }

    private void ask(Mail mail, Consumer<Decision> then) {
        server.metrics().phase(mail.phase()).increment();
        asked = mail;
        wire.waitForPolicy();
        var answered = new AtomicBoolean();
        Consumer<Decision> once = decision -> {
            if (answered.compareAndSet(false, true)) {
                wire.onLoop(() -> decided(decision, then));
            } else {
                LOG.error("{}: the policy decided twice", mail);
            }
        };
        try {
            setup.policy().decide(mail, once);
        } catch (RuntimeException e) {
            LOG.error("{}: the policy failed", mail, e);
            Reply reply = Reply.of(451, "4.3.0", "Cannot decide about this now, try again later");
            once.accept(new Decision(mail, Disposition.DEFER, reply));
        }
    }

    private void decided(Decision decision, Consumer<Decision> then) {
        asked = null;
        then.accept(decision);
        settle();
        wire.ready();
    }

    /** True while the policy is being asked. */
    boolean deciding() {
        return asked != null;
    }

    /** Nothing is under way: a door that is closing sends away whoever has no transaction. */
    void settle() {
        if (server.draining() && transaction == null && asked == null && !wire.closing()) {
            hangUp(server.shuttingDown());
        }
    }

    private ChannelFuture refused(Decision decision) {
        Reply reply = decision.reply();
        if (reply.code() == CLOSING) {
            return close(reply);
        }
        ChannelFuture said = wire.say(reply);
        count(reply);
        return said;
    }

    /** Says why a command was not obeyed; too many of these end the session. */
    void refuse(Reply reply) {
        if (reply.code() == CLOSING) {
            hangUp(reply);
            return;
        }
        wire.say(reply);
        count(reply);
    }

    private void count(Reply reply) {
        if (reply.permanentFailure() && ++errors >= settings.maxErrors()) {
            hangUp(Reply.of(CLOSING, "4.7.0", server.hostname() + " Too many errors"));
        }
    }

    /** Ends session and transaction with a last word. */
    void hangUp(Reply reply) {
        if (transaction != null) {
            transaction.refused(transaction.mail(), reply);
        }
        close(reply);
    }

    private ChannelFuture close(Reply reply) {
        return wire.hangUp(reply).addListener(said -> finish(said.isSuccess()));
    }

    private void finish(boolean said) {
        Transaction open = transaction;
        transaction = null;
        if (open != null) {
            open.end(said);
        }
    }

    /**
     * The client has gone; called again when what was {@code busy} is done.
     *
     * @param busy a decision or a disk write is under way
     * @param said it could read the last reply
     */
    void gone(boolean busy, boolean said) {
        if (asked != null) {
            setup.policy().abandoned(asked);
        }
        if (busy || asked != null) {
            return;
        }
        finish(said);
        if (refusedHello != null) {
            Transaction.tell(setup.policy(), refusedHello, said);
            refusedHello = null;
        }
    }

    private Deadline deadline() {
        return Deadline.in(settings.phaseDeadline());
    }
}
