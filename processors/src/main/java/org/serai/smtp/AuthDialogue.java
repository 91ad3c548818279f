package org.serai.smtp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.serai.filter.SessionSymbols;
import org.serai.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the conversation in which a client says who it is: AUTH (RFC 4954). Nothing of it is logged. */
final class AuthDialogue {

    /** RFC 4954 section 4.5.3.1: as long as a line may be that holds a SASL response. */
    static final int MAX_LINE = 12288;

    private static final Logger LOG = LoggerFactory.getLogger(AuthDialogue.class);
    private static final Reply CANCELLED = Reply.of(501, "5.0.0", "Authentication cancelled");
    private static final Reply WRONG = Reply.of(535, "5.7.8", "Authentication credentials invalid");
    private static final Reply LATER = Reply.of(454, "4.7.0", "Temporary authentication failure");

    private final Submission submission;
    private final SmtpSession wire;
    private final Dialogue session;
    private final Peer peer;
    private final String id;

    private String mechanism = "";

    /** The first response, which tells the login; null while there is none. */
    private @Nullable String identity;

    private int responses;

    private boolean open;
    private boolean used;

    /** Ends the exchange when it lasts too long; null while there is none. */
    private @Nullable Future<?> limit;

    /** The time is over, but the backend is being asked. */
    private boolean late;

    private int wrong;

    AuthDialogue(Submission submission, SmtpSession wire, Dialogue session, Peer peer) {
        this.submission = submission;
        this.wire = wire;
        this.session = session;
        this.peer = peer;
        this.id = peer.arrived().session();
    }

    /** The line of EHLO's reply, where AUTH may come. */
    Optional<String> keyword() {
        List<String> offered = peer.secure() && peer.client().login().isEmpty() ? mechanisms() : List.of();
        return offered.isEmpty() ? Optional.empty() : Optional.of("AUTH " + String.join(" ", offered));
    }

    private List<String> mechanisms() {
        return submission.authenticator().mechanisms().stream()
                .filter(SaslIdentity.MECHANISMS::contains)
                .toList();
    }

    /** The next line is a response, not a command. */
    boolean open() {
        return open;
    }

    void begin(Command command, boolean inTransaction) throws Refusal {
        peer.requireGreeting();
        if (!peer.client().login().isEmpty()) {
            throw new Refusal(503, "5.5.1", "You have authenticated already");
        }
        if (inTransaction) {
            throw new Refusal(503, "5.5.1", "A transaction is open, say RSET first");
        }
        if (!peer.secure()) {
            throw new Refusal(538, "5.7.11", "Say STARTTLS first");
        }
        String argument = command.argument();
        int space = argument.indexOf(' ');
        String name = (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        if (name.isEmpty()) {
            throw new Refusal(501, "5.5.4", "Say AUTH mechanism");
        }
        List<String> offered = mechanisms();
        if (offered.isEmpty()) {
            throw new Refusal(Dialogue.NOT_OFFERED);
        }
        if (!offered.contains(name)) {
            throw new Refusal(504, "5.5.4", "Mechanism not supported");
        }
        if (wrong >= submission.guesses().perSession()
                || submission.guesses().exhausted(peer.client().address())) {
            throw tooMany();
        }
        mechanism = name;
        identity = null;
        responses = 0;
        used = true;
        late = false;
        limit = wire.waits().after(submission.authTimeout(), this::tooLate);
        if (space < 0) {
            ask(name);
        } else {
            String initial = argument.substring(space + 1).strip();
            identity = initial;
            responses++;
            ask(name + " " + initial);
        }
    }

    void respond(String line) {
        open = false;
        if (line.equals("*")) {
            cancel(CANCELLED);
            return;
        }
        if (identity == null) {
            identity = line;
        }
        responses++;
        ask(line);
    }

    /** Gives the exchange up: as good as a wrong password, since it cost the backend as much. */
    void cancel(Reply reply) {
        forget();
        submission.authenticator().ended(id);
        refused(reply);
    }

    private void tooLate() {
        if (!open) {
            late = true;
            return;
        }
        LOG.info("{}: an authentication was not finished in {}", id, submission.authTimeout());
        session.hangUp(Reply.of(421, "4.4.2", "Authentication took too long"));
        ended();
    }

    /** The session has ended, or is about to. */
    void ended() {
        if (open) {
            guessed();
        }
        forget();
        if (used) {
            submission.authenticator().ended(id);
        }
    }

    private void ask(String line) {
        wire.waits().begin();
        submission.authenticator().say(id, line).whenComplete((reply, failure) -> wire.waits()
                .end(() -> {
                    if (failure != null) {
                        LOG.error("{}: the authenticator failed", id, failure);
                    }
                    answered(failure == null ? reply : LATER);
                }));
    }

    private void answered(Reply reply) {
        if (reply.code() == 334) {
            open = true;
            if (late) {
                tooLate();
            } else {
                wire.say(reply);
            }
        } else if (reply.code() == 235) {
            succeeded(reply);
        } else {
            forget();
            refused(reply);
        }
    }

    private void succeeded(Reply reply) {
        String login = identity == null ? null : SaslIdentity.of(mechanism, identity, responses);
        forget();
        if (login == null) {
            LOG.warn("{}: the backend took a {} exchange in which no login can be read", id, mechanism);
            submission.authenticator().ended(id);
            refused(WRONG);
            return;
        }
        LOG.info("{}: authenticated by {}", id, mechanism);
        peer.authenticated(login);
        wire.say(reply);
    }

    private void refused(Reply reply) {
        if (!reply.permanentFailure()) {
            session.refuse(reply);
            return;
        }
        guessed();
        boolean enough = ++wrong >= submission.guesses().perSession();
        session.refuse(reply, said -> {
            if (enough && !wire.closing()) {
                session.hangUp(tooMany().reply());
            }
        });
    }

    private void guessed() {
        submission.guesses().wrong(peer.client().address());
        session.noticed(SessionSymbols.WRONG_PASSWORD, "The client was not believed who it is");
    }

    private void forget() {
        open = false;
        identity = null;
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
    }

    private Refusal tooMany() {
        LOG.info("{}: too many wrong passwords from {}", id, peer.client().ip());
        return new Refusal(421, "4.7.0", "Too many wrong passwords, try again later");
    }
}
