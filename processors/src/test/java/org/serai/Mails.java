package org.serai;

import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** Mails at each phase, from a stranger at 192.0.2.1 who calls himself mx.sender.example to people at example.org. */
public final class Mails {

    public static final String ID = "01jdmb0000000000";
    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    public static final String MESSAGE = "From: a@sender.example\r\nTo: b@example.org\r\n"
            + "Date: Tue, 24 Nov 2026 11:59:00 +0000\r\nMessage-ID: <1@sender.example>\r\nSubject: Hello\r\n\r\ntext\r\n";

    private static final Reply OK = Reply.of(250, "2.1.5", "Ok");

    private Mails() {}

    public static Deadline soon() {
        return Deadline.in(Duration.ofMinutes(1));
    }

    public static Path path(String address) {
        int at = address.lastIndexOf('@');
        return address.isEmpty()
                ? Path.NULL
                : new Path(address, address.substring(0, at), address.substring(at + 1), false);
    }

    public static Client client(String ip, boolean trusted) {
        return new Client(Network.literal(ip), 25000, "", trusted);
    }

    public static Mail connected(Client client) {
        return Mail.connected(ID, NOW, client, soon());
    }

    /** What the DNS has of the sender of these mails and its client. */
    public static Zone zone() {
        return new Zone()
                .with("sender.example", RecordType.MX, new MailExchanger(10, "mx.sender.example"))
                .with("mx.sender.example", RecordType.A, (Inet4Address) Network.literal("192.0.2.1"))
                .with("1.2.0.192.in-addr.arpa", RecordType.PTR, "mx.sender.example");
    }

    /** At connect, HELO or MAIL. */
    public static Mail at(Phase phase) {
        return at(connected(client("192.0.2.1", false)), phase);
    }

    private static Mail at(Mail mail, Phase phase) {
        Envelope greeted = mail.envelope().greeted("mx.sender.example", true);
        return switch (phase) {
            case CONNECT -> mail;
            case HELO -> mail.at(phase, greeted, soon());
            case MAIL_FROM -> mail.at(phase, greeted.from(path("a@sender.example"), MailParameters.NONE), soon());
            case RCPT_TO -> asking(mail, "b@example.org");
            case DATA -> at(at(mail, Phase.MAIL_FROM), MESSAGE, "b@example.org");
        };
    }

    /** At RCPT, asking for this recipient. */
    public static Mail asking(Mail mail, String recipient) {
        Mail from = mail.envelope().mailFrom() == null ? at(mail, Phase.MAIL_FROM) : mail;
        return from.at(Phase.RCPT_TO, from.envelope().asking(path(recipient)), soon());
    }

    /** At DATA, with these recipients accepted. */
    public static Mail at(Mail mail, String message, String... recipients) {
        return at(mail, message.getBytes(StandardCharsets.UTF_8), recipients);
    }

    private static Mail at(Mail mail, byte[] message, String... recipients) {
        Envelope envelope =
                mail.envelope().mailFrom() == null ? at(mail, Phase.MAIL_FROM).envelope() : mail.envelope();
        for (String recipient : recipients) {
            envelope = envelope.asking(path(recipient)).answered(OK);
        }
        return mail.received(new BytesContent(message), envelope, soon());
    }

    /** A stranger's message to b@example.org. */
    public static Mail data(String message) {
        return at(at(Phase.MAIL_FROM), message, "b@example.org");
    }

    /** The same in octets. */
    public static Mail data(byte[] message) {
        return at(at(Phase.MAIL_FROM), message, "b@example.org");
    }

    /** A stranger's message, with these findings. */
    public static Mail found(Finding... findings) {
        return data(MESSAGE).with(List.of(findings));
    }
}
