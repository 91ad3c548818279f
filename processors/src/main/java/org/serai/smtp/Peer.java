package org.serai.smtp;

import org.jspecify.annotations.Nullable;
import org.serai.mail.Capabilities;
import org.serai.mail.Client;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.smtp.Policy.Decision;

/**
 * The client of one session as far as it has made itself known, and the mail with which its next transaction begins. One
 * mail id serves the connection, HELO and the first transaction; each transaction after it has another.
 */
final class Peer {

    private final SmtpSetup setup;

    /** As it was after CONNECT, under the id that is used next or now. */
    private Mail arrived;

    /** As it was after HELO, null until one was accepted. */
    private @Nullable Mail greeted;

    /** {@link #arrived}'s id belongs to a transaction already. */
    private boolean idUsed;

    /** What HELO got under an id that no transaction has taken yet. */
    private @Nullable Decision refusedHello;

    private Capabilities announced = Capabilities.USUAL;

    Peer(SmtpSetup setup, Client client) {
        this.setup = setup;
        this.arrived = Mail.connected(setup.ids().next(), setup.clock().instant(), client, setup.phaseDeadline());
    }

    Mail arrived() {
        return arrived;
    }

    Client client() {
        return arrived.envelope().client();
    }

    /** TLS is on. */
    boolean secure() {
        return !arrived.envelope().tls().isEmpty();
    }

    /** What the last EHLO was told, and so what MAIL and RCPT may ask for. */
    Capabilities announced() {
        return announced;
    }

    void announced(Capabilities told) {
        announced = told;
    }

    /** It may come in. */
    void connected(Mail decided) {
        arrived = decided;
    }

    /** It says who it is; what it said before is forgotten. */
    Mail hello(String argument, boolean extended) {
        greeted = null;
        if (idUsed) {
            arrived = renamed(arrived);
            idUsed = false;
        }
        return arrived.at(Phase.HELO, arrived.envelope().greeted(argument, extended), setup.phaseDeadline());
    }

    /** HELO was accepted. */
    void welcome(Mail decided) {
        greeted = decided;
    }

    boolean greeted() {
        return greeted != null;
    }

    void refusedHello(Decision decision) {
        refusedHello = decision;
    }

    /** What HELO got that no transaction has taken over; the caller does. */
    @Nullable
    Decision takeRefusedHello() {
        Decision taken = refusedHello;
        refusedHello = null;
        return taken;
    }

    void requireGreeting() throws Refusal {
        if (greeted == null) {
            throw new Refusal(503, "5.5.1", "Say EHLO first");
        }
    }

    /** The mail of a new transaction. */
    Mail transaction() {
        if (greeted == null) {
            throw new IllegalStateException("a transaction before HELO");
        }
        Mail mail = idUsed ? renamed(greeted) : greeted;
        idUsed = true;
        return mail;
    }

    /** Nothing that was said in the clear counts (RFC 3207 section 4.2). */
    void secured(String protocolAndCipher) {
        greeted = null;
        arrived = with(arrived, arrived.envelope().secured(protocolAndCipher));
    }

    /** It is one of our own users. */
    void authenticated(String login) {
        Client known = client().authenticated(login);
        arrived = with(arrived, arrived.envelope().by(known));
        if (greeted != null) {
            greeted = with(greeted, greeted.envelope().by(known));
        }
    }

    private static Mail with(Mail mail, Envelope envelope) {
        return mail.at(mail.phase(), envelope, mail.deadline());
    }

    private Mail renamed(Mail mail) {
        return mail.renamed(setup.ids().next(), setup.clock().instant());
    }
}
