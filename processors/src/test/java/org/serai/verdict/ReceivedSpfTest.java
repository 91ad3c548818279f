package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.identity.spf.Spf;
import org.serai.mail.Edits;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Phase;

class ReceivedSpfTest {

    private static final Clock CLOCK = Clock.fixed(Mails.NOW, ZoneOffset.UTC);

    private static Edits edits(boolean wanted, Mail mail) {
        return new TraceFields(new TraceFields.Options(wanted), "mx.example.org", CLOCK).on(mail);
    }

    private static Mail mail(String client, String helo, String sender) {
        Mail mail = Mails.connected(Mails.client(client, false));
        return mail.at(
                Phase.MAIL_FROM,
                mail.envelope().greeted(helo, true).from(Mails.path(sender), MailParameters.NONE),
                mail.deadline());
    }

    private static Mail asked(Mail mail, String policy) {
        Zone zone = new Zone().with("sender.example", RecordType.TXT, policy);
        new Spf(any -> zone, "mx.example.org", CLOCK).mailFrom(mail).join();
        return mail;
    }

    @Test
    void tellsTheResultAboveReceived() {
        Mail mail = asked(mail("192.0.2.1", "mx.sender.example", "a@sender.example"), "v=spf1 ip4:192.0.2.0/24 -all");

        assertThat(edits(true, mail).prepended().get(0))
                .isEqualTo("Received-SPF: pass (mx.example.org: ip4:192.0.2.0/24 of sender.example)\r\n"
                        + "\tclient-ip=192.0.2.1;\r\n\tenvelope-from=\"a@sender.example\";\r\n\thelo=mx.sender.example;\r\n"
                        + "\treceiver=mx.example.org;\r\n\tidentity=mailfrom");
        assertThat(edits(true, mail).prepended().get(1)).startsWith("Received: ");
        assertThat(edits(false, mail).prepended().get(0)).startsWith("Received: ");
    }

    @Test
    void tellsNothingThatNobodyHasAsked() {
        assertThat(edits(true, Mails.at(Phase.MAIL_FROM)).prepended()).hasSize(2);
    }

    @Test
    void nothingInItEndsItOrAPartOfIt() {
        Mail mail = asked(
                mail("2001:db8::1", "x\"; identity=helo\\)(\r\n\u00e9", "\"a\\\"(é)\"@sender.example"),
                "v=spf1 exists:%(x) -all");

        assertThat(edits(true, mail).prepended().get(0))
                .isEqualTo(
                        "Received-SPF: permerror (mx.example.org: sender.example: exists:%[x]: % that begins no macro)\r\n"
                                + "\tclient-ip=\"2001:db8:0:0:0:0:0:1\";\r\n"
                                + "\tenvelope-from=\"\\\"a\\\\\\\"(?)\\\"@sender.example\";\r\n"
                                + "\thelo=\"x\\\"; identity=helo\\\\)(???\";\r\n"
                                + "\treceiver=mx.example.org;\r\n\tidentity=mailfrom");
    }
}
