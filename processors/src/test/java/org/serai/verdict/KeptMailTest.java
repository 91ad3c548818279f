package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Path;

class KeptMailTest {

    private final VerdictEvent event = new VerdictEvent(Clock.fixed(Mails.NOW, ZoneOffset.UTC));
    private final BytesContent content = BytesContent.withCrlf(new byte[] {'x'});

    private String line(Path from, List<Path> recipients) {
        Envelope envelope = Envelope.connected(
                        new Client(Network.literal("2001:db8::1"), 25, "mx.sender.example", true, "anna"))
                .secured("TLSv1.3 X")
                .greeted("mx", true)
                .from(from, new MailParameters(7, true, true, "FULL", "id"))
                .only(recipients);
        Mail mail = Mails.connected(envelope.client()).received(content, envelope, Mails.soon());
        return event.line(mail, Disposition.QUARANTINE, "");
    }

    @Test
    void theEnvelopeIsThatOfBefore() throws Exception {
        List<Path> recipients = List.of(Mails.path("b@example.org"), new Path("\"a b\"@x", "\"a b\"", "x", false));
        KeptMail kept = KeptMail.parse(Mails.ID, line(Mails.path("\u00e4@example.org"), recipients));

        assertThat(kept.recipients()).isEqualTo(recipients);
        Mail mail = kept.mail("06h0v0awfz6n1xpc", Mails.NOW, content, List.of(recipients.get(1)), Mails.soon());
        assertThat(mail.id()).isEqualTo("06h0v0awfz6n1xpc");
        assertThat(mail.content()).isSameAs(content);
        assertThat(mail.envelope())
                .isEqualTo(Envelope.connected(
                                new Client(Network.literal("2001:db8::1"), 25, "mx.sender.example", true, "anna"))
                        .secured("TLSv1.3 X")
                        .greeted("mx", true)
                        .from(Mails.path("\u00e4@example.org"), new MailParameters(0, true, true, "", "", true))
                        .only(List.of(recipients.get(1))));
    }

    @Test
    void theNullReversePathIsOne() throws Exception {
        KeptMail kept = KeptMail.parse(Mails.ID, line(Path.NULL, List.of(Mails.path("b@example.org"))));

        assertThat(kept.envelope().mailFrom()).isEqualTo(Path.NULL);
    }

    @Test
    void whatIsOfAnotherOrNothingIsRefused() {
        String line = line(Path.NULL, List.of(Mails.path("b@example.org")));

        assertThatThrownBy(() -> KeptMail.parse("06h0v0awfz6n1xpc", line))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("about another message");
        for (String wrong :
                List.of("", "{", "{}", line.replace("b@example.org", "b@@"), line.replace("2001:db8", "x"))) {
            assertThatThrownBy(() -> KeptMail.parse(Mails.ID, wrong)).isInstanceOf(IOException.class);
        }
    }
}
