package org.serai.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/** The mail that brings a digest: text and HTML, by no program to be answered (RFC 3834), from the null reverse-path. */
final class DigestMail {

    private static final String UTF = UTF_8.name();

    private DigestMail() {}

    /**
     * One mail.
     *
     * @param id of it, without host
     * @param off link by which the user wants none any more (RFC 8058); empty: none
     * @param offAddress the same by mail (RFC 2369); empty: none
     */
    record Parts(
            String id,
            String host,
            String from,
            String to,
            String subject,
            Instant now,
            String text,
            String html,
            String off,
            String offAddress) {}

    /** As the smtp endpoint sends it. */
    static MimeMessage of(Parts parts) throws MessagingException {
        var mail = new Fresh("<" + parts.id() + "@" + parts.host() + ">");
        mail.setEnvelopeFrom("<>");
        mail.setFrom(new InternetAddress(parts.from()));
        mail.setRecipient(RecipientType.TO, new InternetAddress(parts.to()));
        mail.setSubject(parts.subject(), UTF);
        mail.setSentDate(Date.from(parts.now()));
        mail.setHeader("Auto-Submitted", "auto-generated");
        unsubscribe(mail, parts);
        var text = new MimeBodyPart();
        text.setText(parts.text(), UTF);
        var html = new MimeBodyPart();
        html.setText(parts.html(), UTF, "html");
        var both = new MimeMultipart("alternative");
        both.addBodyPart(text);
        both.addBodyPart(html);
        mail.setContent(both);
        mail.saveChanges();
        return mail;
    }

    private static void unsubscribe(MimeMessage mail, Parts parts) throws MessagingException {
        var ways = new StringBuilder();
        if (!parts.off().isEmpty()) {
            ways.append('<').append(parts.off()).append('>');
            mail.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        if (!parts.offAddress().isEmpty()) {
            ways.append(ways.isEmpty() ? "" : ",\r\n ")
                    .append("<mailto:")
                    .append(parts.offAddress())
                    .append('>');
        }
        if (!ways.isEmpty()) {
            mail.setHeader("List-Unsubscribe", ways.toString());
        }
    }

    private static final class Fresh extends SMTPMessage {

        private final String id;

        Fresh(String id) {
            super(Session.getInstance(new Properties()));
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
