package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

class LogLineTest {

    private static final Reply NO = Reply.of(550, "5.7.1", "No relaying");

    private static String line(String... recipients) {
        Mail mail = Mails.at(Phase.MAIL_FROM);
        Envelope envelope = mail.envelope();
        for (String text : recipients) {
            boolean refused = text.startsWith("!");
            String address = refused ? text.substring(1) : text;
            var path = new Path(address, address.substring(0, address.indexOf('@')), "x.example", false);
            envelope = envelope.asking(path).answered(refused ? NO : Reply.of(250, "2.1.5", "Ok"));
        }
        return LogLine.of(mail.at(Phase.RCPT_TO, envelope, mail.deadline()), Disposition.REJECT, NO);
    }

    @Test
    void namesWhoWasTakenAndWhoWasNot() {
        assertThat(line("a@x.example", "!b@x.example", "c@x.example"))
                .contains(" to=\"<a@x.example>,<c@x.example>\" refused=\"<b@x.example>\" rcpts=2 ");
        assertThat(line("!b@x.example")).contains(" to=\"-\" refused=\"<b@x.example>\" rcpts=0 ");
    }

    @Test
    void staysShort() {
        String[] many = new String[60];
        Arrays.setAll(many, i -> (i < 30 ? "" : "!") + "\u0001".repeat(200) + i + "@x.example");
        assertThat(line(many))
                .hasSizeLessThan(8_000)
                .contains(",+25\" refused=\"")
                .contains(",+25\" rcpts=30 ");
    }
}
