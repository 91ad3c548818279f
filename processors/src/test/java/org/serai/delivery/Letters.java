package org.serai.delivery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** Mails and contents for tests. */
final class Letters {

    private static final Deadline DEADLINE = Deadline.in(Duration.ofHours(1));

    private Letters() {}

    static Path path(String address) {
        int at = address.lastIndexOf('@');
        return new Path(address, address.substring(0, at), address.substring(at + 1), false);
    }

    static Mail from(String id, String sender, MailParameters parameters) {
        return from(
                id,
                new Client(InetAddress.getLoopbackAddress(), 1025, "", false),
                "client.example",
                sender,
                parameters);
    }

    static Mail from(String id, Client client, String helo, String sender, MailParameters parameters) {
        Envelope envelope = Envelope.connected(client).greeted(helo, true).from(path(sender), parameters);
        return Mail.connected(id, Instant.EPOCH, client, DEADLINE).at(Phase.MAIL_FROM, envelope, DEADLINE);
    }

    static Mail asking(Mail mail, String recipient) {
        return asking(mail, path(recipient));
    }

    static Mail asking(Mail mail, Path recipient) {
        return mail.at(Phase.RCPT_TO, mail.envelope().asking(recipient), DEADLINE);
    }

    static Mail answered(Mail mail, boolean accepted) {
        return mail.at(
                Phase.RCPT_TO,
                mail.envelope().answered(accepted ? Reply.of(250, "2.1.5", "Ok") : Reply.of(550, "5.1.1", "No")),
                DEADLINE);
    }

    static Mail with(Mail mail, Content content) {
        return mail.received(content, mail.envelope(), DEADLINE);
    }

    static Content content(String text) {
        return content(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Content content(byte[] bytes) {
        return new BytesContent(bytes);
    }

    /** Nothing of it can be read before the gate opens. */
    static Content gated(Content content, CountDownLatch gate) {
        return new Content() {
            @Override
            public long size() {
                return content.size();
            }

            @Override
            public InputStream open() throws IOException {
                return new Gated(content.open(), gate, 0);
            }
        };
    }

    /** Counts the streams that are open. */
    static Content counted(Content content, AtomicInteger open) {
        return new Content() {
            @Override
            public long size() {
                return content.size();
            }

            @Override
            public InputStream open() throws IOException {
                open.incrementAndGet();
                return new FilterInputStream(content.open()) {
                    @Override
                    public void close() throws IOException {
                        open.decrementAndGet();
                        super.close();
                    }
                };
            }
        };
    }

    /** Lines of 998 octets and CRLF, made while they are read. */
    static Content endless(long size) {
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private long position;

                    @Override
                    public int read() {
                        if (position == size) {
                            return -1;
                        }
                        int column = (int) (position++ % 1000);
                        return column == 998 ? '\r' : column == 999 ? '\n' : '.';
                    }
                };
            }
        };
    }
}
