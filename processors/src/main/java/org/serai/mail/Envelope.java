package org.serai.mail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client said before the content, as far as the session has come (RFC 5321 section 2.3.1).
 *
 * @param helo argument of HELO or EHLO, empty before it
 * @param esmtp the client said EHLO
 * @param tls protocol and cipher, such as {@code TLSv1.3 TLS_AES_256_GCM_SHA384}, empty in the clear
 * @param mailFrom reverse-path, null before MAIL
 * @param parameters what MAIL said besides
 * @param rcptTo forward-paths accepted so far
 * @param refused recipients of this transaction that got a 4yz or 5yz, at most {@link #MAX_REFUSED}
 * @param recipient the forward-path being decided in {@link Phase#RCPT_TO}, else null
 * @param via who connected, when that was a relay of ours and {@code client} is the one that it named, else null
 */
public record Envelope(
        @PolicyField("the client; behind a trusted relay the one that it named") Client client,
        @PolicyField("what it said in HELO or EHLO") String helo,
        @PolicyField("it said EHLO") boolean esmtp,
        @PolicyField("protocol and cipher, empty in the clear") String tls,
        @PolicyField("reverse-path; null before `mail-from`") @Nullable Path mailFrom,
        @PolicyField("what MAIL said besides") MailParameters parameters,
        @PolicyField("recipients accepted so far") List<Path> rcptTo,
        @PolicyField("recipients refused so far") List<Refusal> refused,
        @PolicyField("the recipient that is asked about; null but at `rcpt-to`") @Nullable Path recipient,
        @PolicyField("the relay of ours that handed the mail on, else null") @Nullable Via via) {

    /** A guessing client must not grow the envelope without end. */
    public static final int MAX_REFUSED = 100;

    /** A recipient with the reply that it got. */
    public record Refusal(Path recipient, Reply reply) {}

    /** A relay of ours that handed on what somebody else had sent. */
    public record Via(
            @PolicyField("the relay") Client client, @PolicyField("what it said in HELO or EHLO") String helo) {}

    public Envelope {
        rcptTo = List.copyOf(rcptTo);
        refused = List.copyOf(refused);
    }

    public static Envelope connected(Client client) {
        return new Envelope(client, "", false, "", null, MailParameters.NONE, List.of(), List.of(), null, null);
    }

    /** After the client has said who it is. */
    public Envelope by(Client authenticated) {
        return new Envelope(authenticated, helo, esmtp, tls, mailFrom, parameters, rcptTo, refused, recipient, via);
    }

    public Envelope greeted(String argument, boolean extended) {
        return new Envelope(
                client, argument, extended, tls, null, MailParameters.NONE, List.of(), List.of(), null, null);
    }

    public Envelope secured(String protocolAndCipher) {
        return new Envelope(
                client, "", false, protocolAndCipher, null, MailParameters.NONE, List.of(), List.of(), null, null);
    }

    public Envelope from(Path reversePath, MailParameters said) {
        return new Envelope(client, helo, esmtp, tls, reversePath, said, List.of(), List.of(), null, null);
    }

    /** With the recipient that is to be decided now. */
    public Envelope asking(Path forwardPath) {
        return new Envelope(client, helo, esmtp, tls, mailFrom, parameters, rcptTo, refused, forwardPath, via);
    }

    /** With the asked recipient among the accepted ones, or among the refused. */
    public Envelope answered(Reply reply) {
        if (recipient == null) {
            return this;
        }
        if (reply.positive()) {
            return new Envelope(
                    client, helo, esmtp, tls, mailFrom, parameters, plus(rcptTo, recipient), refused, null, via);
        }
        var turnedAway = refused.size() < MAX_REFUSED ? plus(refused, new Refusal(recipient, reply)) : refused;
        return new Envelope(client, helo, esmtp, tls, mailFrom, parameters, rcptTo, turnedAway, null, via);
    }

    /** With these alone of the recipients accepted so far. */
    public Envelope only(List<Path> recipients) {
        return new Envelope(client, helo, esmtp, tls, mailFrom, parameters, recipients, refused, recipient, via);
    }

    /** As if the client had connected to us that a relay of ours names. */
    public Envelope behind(Client named, String said) {
        return new Envelope(
                named, said, esmtp, tls, mailFrom, parameters, rcptTo, refused, recipient, new Via(client, helo));
    }

    /** Who connected to us. */
    public Client peer() {
        return via == null ? client : via.client();
    }

    /** What that one said in HELO or EHLO. */
    public String peerHelo() {
        return via == null ? helo : via.helo();
    }

    private static <T> List<T> plus(List<T> list, T element) {
        var more = new ArrayList<>(list);
        more.add(element);
        return more;
    }
}
