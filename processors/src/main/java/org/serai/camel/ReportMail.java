package org.serai.camel;

import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Mail;
import org.serai.report.Reports;

/** The mail that brings an aggregate report (RFC 9990 section 3.2.2), signed as mail of our own users is. */
final class ReportMail {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TEXT =
            "This is an aggregate report of DMARC (RFC 9990) about mail that says it is from %s.\r\n"
                    + "It is attached, and meant for programs.\r\n";

    private ReportMail() {}

    /**
     * What is handed in, with its octets settled.
     *
     * @param signer gives the fields that go in front of it
     */
    static MimeMessage of(Reports.Due due, String from, Instant now, Function<Mail, List<String>> signer)
            throws MessagingException, IOException {
        byte[] message = octets(due, from, now);
        Client ourselves = new Client(InetAddress.getLoopbackAddress(), 0, "", true);
        var mail = Mail.connected(due.report().id(), now, ourselves, Deadline.in(PATIENCE));
        var fields = new StringBuilder();
        signer.apply(mail.received(new BytesContent(message), mail.envelope(), mail.deadline()))
                .forEach(field -> fields.append(field).append("\r\n"));
        return new Settled(new SequenceInputStream(
                new ByteArrayInputStream(fields.toString().getBytes(StandardCharsets.US_ASCII)),
                new ByteArrayInputStream(message)));
    }

    private static byte[] octets(Reports.Due due, String from, Instant now) throws MessagingException, IOException {
        var text = new MimeBodyPart();
        text.setText(TEXT.formatted(due.report().policy().domain()));
        var report = new MimeBodyPart();
        report.setDataHandler(new DataHandler(new ByteArrayDataSource(due.gzip(), "application/gzip")));
        report.setFileName(due.report().fileName());
        var mail = new Fresh("<" + due.report().id() + ">");
        mail.setFrom(new InternetAddress(from));
        mail.setRecipients(RecipientType.TO, String.join(", ", due.to()));
        mail.setSubject(due.report().subject());
        mail.setSentDate(Date.from(now));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setContent(new MimeMultipart(text, report));
        var out = new ByteArrayOutputStream();
        mail.writeTo(out);
        return out.toByteArray();
    }

    private static Session session() {
        return Session.getInstance(new Properties());
    }

    /** Has an id by which a report that comes twice is known for the same. */
    private static final class Fresh extends MimeMessage {

        private final String id;

        Fresh(String id) {
            super(session());
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /** Who sends it must not write it anew: the signature would break. */
    private static final class Settled extends MimeMessage {

        Settled(InputStream octets) throws MessagingException {
            super(session(), octets);
        }

        @Override
        public void saveChanges() {
            // It is as it shall be.
        }
    }
}
