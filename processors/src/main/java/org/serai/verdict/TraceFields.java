package org.serai.verdict;

import java.net.Inet6Address;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.serai.config.Option;
import org.serai.mail.Client;
import org.serai.mail.Edits;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Release;

/**
 * The fields by which a mail's way can be followed: {@code Received} (RFC 5321 section 4.4) and {@code X-Serai-Id} with the
 * mail id, and {@code Received-SPF} when it is asked for. {@code Return-Path} is for the server that delivers, and never written here.
 */
public final class TraceFields {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** A longer one would make a line that some relays break; RFC 5322 section 2.1.1 allows 998 octets. */
    private static final int LONGEST = 255;

    /** Properties under {@code trace.}. */
    public record Options(
            @Option(
                            value = "false",
                            doc =
                                    "Write Received-SPF about the reverse-path (RFC 7208 section 9.1), where the filter spf runs.")
                    boolean receivedSpf) {}

    private final Options options;
    private final String hostname;
    private final Clock clock;

    public TraceFields(Options options, String hostname, Clock clock) {
        this.options = options;
        this.hostname = hostname;
        this.clock = clock;
    }

    /** The mail's edits with the fields in front. */
    public Edits on(Mail mail) {
        var fields = new ArrayList<>(List.of(received(mail), "X-Serai-Id: " + mail.id()));
        String spf = options.receivedSpf() ? ReceivedSpf.on(mail, hostname) : null;
        if (spf != null) {
            fields.add(0, spf);
        }
        return mail.edits().prepend(fields);
    }

    /** The edits of a mail that is let out of quarantine, with {@code X-Serai-Released} in front: when, by whom of us, which. */
    public Edits released(Mail mail, Release order) {
        return mail.edits()
                .prepend(List.of("X-Serai-Released: " + order.original() + " by " + hostname + "\r\n\tid " + mail.id()
                        + "; " + DATE.format(clock.instant())));
    }

    private String received(Mail mail) {
        Envelope envelope = mail.envelope();
        var out = new StringBuilder("Received: from ").append(name(envelope.peerHelo()));
        out.append(" (").append(origin(envelope.peer())).append(')');
        out.append("\r\n\tby ").append(hostname).append(" with ").append(protocol(envelope));
        if (!envelope.tls().isEmpty()) {
            out.append(" (").append(envelope.tls()).append(')');
        }
        out.append("\r\n\tid ").append(mail.id());
        // With several, each would read who else got it.
        if (envelope.rcptTo().size() == 1) {
            Path recipient = envelope.rcptTo().get(0);
            if (!recipient.sourceRoute() && recipient.text().length() <= LONGEST) {
                out.append("\r\n\tfor ").append(recipient);
            }
        }
        return out.append(";\r\n\t").append(DATE.format(clock.instant())).toString();
    }

    /** What the client called itself, unable to end the clause that it stands in. */
    private static String name(String helo) {
        boolean literal = helo.startsWith("[") && helo.endsWith("]");
        String inside = literal ? helo.substring(1, helo.length() - 1) : helo;
        var out = new StringBuilder();
        for (int i = 0; i < inside.length() && i < LONGEST; i++) {
            char c = inside.charAt(i);
            boolean host = Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || (literal && c == ':');
            out.append(host ? c : '?');
        }
        return literal ? "[" + out + "]" : out.toString();
    }

    private static String origin(Client client) {
        String literal = (client.address() instanceof Inet6Address ? "[IPv6:" : "[") + client.ip() + "]";
        return client.name().isEmpty() ? literal : name(client.name()) + " " + literal;
    }

    /** As RFC 3848 and RFC 6531 section 3.7.3 name them. */
    private static String protocol(Envelope envelope) {
        if (!envelope.esmtp()) {
            return "SMTP";
        }
        return (envelope.parameters().utf8() ? "UTF8SMTP" : "ESMTP")
                + (envelope.tls().isEmpty() ? "" : "S")
                + (envelope.peer().login().isEmpty() ? "" : "A");
    }
}
