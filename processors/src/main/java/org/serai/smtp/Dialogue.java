package org.serai.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.filter.SessionSymbols;
import org.serai.mail.Capabilities;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SMTP conversation of one session (RFC 5321 with RFC 1870, 2034, 2920, 3030, 3207, 3461, 4954, 6152, 6531): which
 * command may come when, what the policy is asked, and what the client is told.
 */
final class Dialogue {

    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);
    private static final int CLOSING = 421;

    /** Commands that may be put off besides those of all recipients that a mail may have. */
    private static final int MAX_PUT_OFF = 100;

    private static final Reply EARLY = Reply.of(554, "5.5.1", "You spoke before the greeting");
    private static final Reply OK = Reply.of(250, "2.0.0", "Ok");
    static final Reply NOT_OFFERED = Reply.of(502, "5.5.1", "This command is not offered");

    private final SmtpServer server;
    private final SmtpSetup setup;
    private final SmtpSettings settings;
    private final SmtpSession wire;
    private final Peer peer;
    private final PolicyCall policy;
    private final MailDialogue mails;

    /** Null where nobody is asked who he is. */
    private final @Nullable AuthDialogue auth;

    /** What client and HELO were found to be makes it worth to let the client wait. */
    private boolean suspect;

    private int errors;
    private int junk;

    /** Commands that got 4yz since the last accepted message. */
    private int putOff;

    Dialogue(SmtpServer server, SmtpSetup setup, SmtpSession wire, Client client) {
        this.server = server;
        this.setup = setup;
        this.settings = setup.settings();
        this.wire = wire;
        this.peer = new Peer(setup, client);
        this.policy = new PolicyCall(server.policy(), wire.waits(), setup::replyDeadline);
        this.mails = new MailDialogue(server, setup, wire, this, peer, policy);
        Submission submission = setup.submission();
        this.auth = submission == null ? null : new AuthDialogue(submission, wire, this, peer);
    }

    void connected() {
        policy.ask(peer.arrived(), decision -> {
            peer.connected(decision.mail());
            if (!decision.reply().positive()) {
                sendAway(new Decision(decision.mail(), decision.disposition(), greeting(decision.reply())));
            } else {
                judge(decision);
                Duration banner = peer.client().trusted() ? Duration.ZERO : settings.bannerDelay();
                server.tarpit()
                        .before(suspectDelay(), wire.waits(), () -> wire.waits().delay(banner, this::greet));
            }
        });
    }

    private void judge(Decision decision) {
        suspect = decision.mail().verdict().score() >= settings.tarpitScore();
    }

    private Duration suspectDelay() {
        return suspect && !peer.client().trusted() ? settings.tarpitSuspects() : Duration.ZERO;
    }

    /** How long a refusal waits. */
    private Duration delay(Reply refusal) {
        Duration all = refusal.permanentFailure() && !peer.client().trusted() ? settings.tarpit() : Duration.ZERO;
        return all.compareTo(suspectDelay()) > 0 ? all : suspectDelay();
    }

    /** A refusal instead of 220: RFC 5321 sections 3.8 and 4.3.2 know 554 and 421 there, and no other. */
    private static Reply greeting(Reply refusal) {
        return new Reply(refusal.permanentFailure() ? 554 : CLOSING, refusal.status(), refusal.lines());
    }

    private void greet() {
        if (wire.hasInput()) {
            Finding early = Finding.of(SessionSymbols.EARLY_TALKER, "The client spoke before the greeting");
            OtherProtocol other = wire.otherProtocol();
            Reply reply = other == null ? EARLY : other.reply();
            if (other != null) {
                noted(other);
            }
            sendAway(new Decision(
                    setup.refused(peer.arrived(), early),
                    Disposition.REJECT,
                    reply.about(peer.arrived().id())));
        } else {
            wire.say(Reply.of(220, "", server.hostname() + " ESMTP Serai"));
        }
    }

    /** The client does not speak SMTP. */
    void spoken(OtherProtocol other) {
        noted(other);
        hangUp(other.reply());
    }

    private void noted(OtherProtocol other) {
        server.metrics().otherProtocols.increment();
        LOG.info(
                "{}: {} speaks {} instead of SMTP",
                peer.arrived().id(),
                peer.client().ip(),
                other);
    }

    private void sendAway(Decision decision) {
        wire.hangUp(decision.reply(), said -> Transaction.tell(server.policy(), decision, said));
    }

    /** Octets came. */
    void heard() {
        mails.heard();
    }

    /** Answers one line, now or when it has been decided. */
    void line(String line) throws Refusal {
        if (auth != null && auth.open()) {
            auth.respond(line);
        } else {
            command(Command.of(line));
        }
    }

    /** A line that cannot be taken for anything ends what it may have belonged to. */
    void lineRefused(Reply reply) {
        if (auth != null && auth.open()) {
            auth.cancel(reply);
        } else {
            refuse(reply);
        }
    }

    private void command(Command command) throws Refusal {
        switch (command.verb()) {
            case "HELO" -> hello(command.argument(), false);
            case "EHLO" -> hello(command.argument(), true);
            case "MAIL" -> mails.sender(command);
            case "RCPT" -> mails.recipient(command);
            case "DATA" -> mails.data(command);
            case "BDAT" -> mails.chunk(command);
            case "RSET" -> {
                junk();
                command.withoutArgument();
                mails.finish(true);
                wire.say(OK);
            }
            case "NOOP" -> junk(OK);
            case "HELP" -> junk(Reply.of(214, "2.0.0", "This is a mail firewall; it speaks SMTP (RFC 5321)"));
            case "VRFY" -> junk(Reply.of(252, "2.1.5", "Cannot verify, send some mail and see"));
            case "QUIT" -> {
                command.withoutArgument();
                // Also when it came with the message: whoever means to end in order reads to the end.
                mails.heard();
                mails.finish(true);
                hangUp(Reply.of(221, "2.0.0", server.hostname() + " Bye"));
            }
            case "STARTTLS" -> startTls(command);
            case "EXPN", "ETRN", "TURN", "SEND", "SOML", "SAML" -> throw new Refusal(NOT_OFFERED);
            case "AUTH" -> authenticate(command);
            case "PROXY" -> hangUp(Reply.of(554, "5.5.1", "You may not speak for others"));
            default -> throw new Refusal(500, "5.5.1", "Command unknown");
        }
        settle();
    }

    private void authenticate(Command command) throws Refusal {
        if (auth == null) {
            throw new Refusal(NOT_OFFERED);
        }
        auth.begin(command, mails.inTransaction());
    }

    private void junk(Reply reply) throws Refusal {
        junk();
        wire.say(reply);
    }

    /** One more command that moves no mail. */
    void junk() throws Refusal {
        if (++junk > settings.maxJunkCommands()) {
            throw new Refusal(CLOSING, "4.7.0", server.hostname() + " Too many commands without mail");
        }
    }

    private void hello(String argument, boolean extended) throws Refusal {
        if (argument.chars().anyMatch(c -> c > '~')) {
            throw new Refusal(501, "5.5.4", "The hostname must be ASCII, an international one as A-labels (xn--...)");
        }
        if (argument.isEmpty() || argument.chars().anyMatch(c -> c <= ' ' || c == '<' || c == '>')) {
            throw new Refusal(501, "5.5.4", "Say who you are: EHLO hostname");
        }
        if (peer.greeted()) {
            junk();
        }
        mails.finish(true);
        policy.ask(peer.hello(argument, extended), decision -> {
            judge(decision);
            if (decision.reply().positive()) {
                peer.welcome(decision.mail());
                wire.say(extended ? announce(setup.capabilities().get()) : Reply.of(250, "", server.hostname()));
            } else {
                peer.refusedHello(decision);
                refused(decision, said -> {});
            }
        });
    }

    private Reply announce(Capabilities announced) {
        peer.announced(announced);
        var lines = new ArrayList<>(List.of(
                server.hostname(),
                "PIPELINING",
                "SIZE " + settings.maxMessageSize().bytes(),
                "ENHANCEDSTATUSCODES",
                "CHUNKING"));
        if (announced.eightBit()) {
            lines.add("8BITMIME");
        }
        if (announced.utf8()) {
            lines.add("SMTPUTF8");
        }
        if (announced.dsn()) {
            lines.add("DSN");
        }
        if (setup.tls() != null && !peer.secure()) {
            lines.add("STARTTLS");
        }
        if (auth != null) {
            auth.keyword().ifPresent(lines::add);
        }
        return new Reply(250, "", lines);
    }

    private void startTls(Command command) throws Refusal {
        TlsIdentity tls = setup.tls();
        if (tls == null) {
            throw new Refusal(502, "5.5.1", "TLS is not offered");
        }
        command.withoutArgument();
        if (peer.secure()) {
            throw new Refusal(503, "5.5.1", "TLS is on already");
        }
        mails.finish(true);
        wire.say(Reply.of(220, "2.0.0", "Ready to start TLS"));
        wire.startTls(tls);
    }

    void secured(String protocolAndCipher) {
        peer.secured(protocolAndCipher);
    }

    /** Nothing is under way: a door that is closing sends away whoever has no transaction. */
    void settle() {
        if (server.draining() && !mails.inTransaction() && !wire.waits().any() && !wire.closing()) {
            shutDown();
        }
    }

    /** Sends the client away because the server ends. */
    void shutDown() {
        hangUp(server.shuttingDown());
    }

    void received(Payload payload) {
        try {
            mails.received(payload);
        } catch (Refusal e) {
            refuse(e.reply());
        }
    }

    /** A message was accepted: this is not a client that only wastes time. */
    void mailAccepted() {
        junk = 0;
        putOff = 0;
    }

    /** Says what the policy refuses. */
    void refused(Decision decision, Consumer<Boolean> then) {
        if (decision.reply().code() == CLOSING) {
            close(decision.reply(), then);
        } else {
            refuse(decision.reply(), then);
        }
    }

    void refuse(Reply reply) {
        refuse(reply, said -> {});
    }

    /** Says why a command was not obeyed; too many of these end the session, and so does a 421. */
    void refuse(Reply reply, Consumer<Boolean> then) {
        if (reply.code() == CLOSING) {
            hangUp(reply, then);
        } else {
            server.tarpit().before(delay(reply), wire.waits(), () -> {
                if (reply.permanentFailure()) {
                    error(reply, then);
                } else {
                    later(reply, then);
                }
            });
        }
    }

    private void later(Reply reply, Consumer<Boolean> then) {
        wire.say(reply, then);
        if (++putOff > settings.maxRecipients() + MAX_PUT_OFF) {
            // Each costs a phase and a line of the log, and nothing else would end it.
            LOG.info("{}: too many commands without a message", peer.arrived().id());
            hangUp(Reply.of(CLOSING, "4.7.0", server.hostname() + " Not now, try again later"));
        }
    }

    private void error(Reply reply, Consumer<Boolean> then) {
        wire.say(reply, then);
        if (++errors >= settings.maxErrors()) {
            LOG.info("{}: too many errors", peer.arrived().id());
            noticed(SessionSymbols.ERRORS, "Too many errors in a session");
            hangUp(Reply.of(CLOSING, "4.7.0", server.hostname() + " Too many errors"));
        }
    }

    /** The client has done what no verdict is about. */
    void noticed(String symbol, String reason) {
        setup.noticed(peer.arrived(), Finding.of(symbol, reason));
    }

    /** Ends session and transaction with a last word. */
    void hangUp(Reply reply) {
        hangUp(reply, said -> {});
    }

    private void hangUp(Reply reply, Consumer<Boolean> then) {
        close(mails.interrupt(reply), then);
    }

    /** Ends the session; the reason of an open transaction is known already. */
    void close(Reply reply, Consumer<Boolean> then) {
        wire.hangUp(reply, said -> {
            mails.finish(said);
            then.accept(said);
        });
    }

    /** Now and then: the policy may be late. */
    void lookAtTheClock() {
        policy.lookAtTheClock();
    }

    /** The client has gone, and whoever is being asked should know. */
    void abandon() {
        policy.abandon();
    }

    /**
     * The client has gone, and nobody is being asked any more.
     *
     * @param said it could read the last reply
     */
    void gone(boolean said) {
        mails.finish(said);
        mails.gone();
        Decision refusedHello = peer.takeRefusedHello();
        if (refusedHello != null) {
            Transaction.tell(server.policy(), refusedHello, said);
        }
        if (auth != null) {
            auth.ended();
        }
        policy.left(peer.arrived());
    }
}
