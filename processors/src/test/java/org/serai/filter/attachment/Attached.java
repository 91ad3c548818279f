package org.serai.filter.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.serai.config.Binder;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** Mails with attachments, and what the filter finds in them. */
final class Attached {

    /** The first two octets of a program, and nothing that runs. */
    static final byte[] PROGRAM = "MZ\u0090\0\u0003\0\0\0harmless".getBytes(ISO_8859_1);

    private static final Client CLIENT = new Client(InetAddress.getLoopbackAddress(), 25, "", false);

    private Attached() {}

    static Mail mail(Content content) {
        var deadline = Deadline.in(Duration.ofMinutes(1));
        Mail connected = Mail.connected("id", Instant.EPOCH, CLIENT, deadline);
        return connected.received(content, connected.envelope(), deadline);
    }

    /** A multipart with a text and one attachment in base64. */
    static Mail mail(String type, String disposition, byte[] octets) {
        return mail(Messages.message(
                """
                Content-Type: multipart/mixed; boundary=b

                --b

                See the attachment.
                --b
                Content-Type: %s
                Content-Disposition: %s
                Content-Transfer-Encoding: base64

                %s
                --b--
                """
                        .formatted(type, disposition, Base64.getEncoder().encodeToString(octets))));
    }

    static Mail named(String name, byte[] octets) {
        return mail("application/octet-stream", "attachment; filename=\"" + name + '"', octets);
    }

    static byte[] zip(String name, byte[] octets) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(octets);
        }
        return out.toByteArray();
    }

    static AttachmentFilter filter(String... listed) {
        return new AttachmentFilter(
                Binder.defaults(AttachmentFilter.Options.class), Messages.READER, NamePatterns.of(List.of(listed)));
    }

    static List<String> symbols(Mail mail) throws Exception {
        return symbols(filter(), mail);
    }

    static List<String> symbols(AttachmentFilter filter, Mail mail) throws Exception {
        return filter.check(mail).stream()
                .map(Finding::symbol)
                .map(symbol -> symbol.replace("ATTACHMENT_", ""))
                .distinct()
                .sorted()
                .toList();
    }
}
