package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Edits;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

class TraceFieldsTest {

    private static final Reply OK = Reply.of(250, "2.0.0", "Ok");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T07:08:09Z"), ZoneOffset.UTC);

    private final TraceFields trace = new TraceFields(new TraceFields.Options(false), "mx.test", CLOCK);

    @Test
    void tellsWhereItCameFrom() {
        Client client = new Client(Network.literal("192.0.2.1"), 25, "mail.sender.test", false);
        assertThat(fields(Envelope.connected(client).greeted("sender.test", true), 1))
                .containsExactly(
                        """
                        Received: from sender.test (mail.sender.test [192.0.2.1])\r
                        \tby mx.test with ESMTP\r
                        \tid 0123456789abcdef\r
                        \tfor <user0@local.test>;\r
                        \tSun, 1 Mar 2026 07:08:09 +0000""",
                        "X-Serai-Id: 0123456789abcdef",
                        "X-Spam-Flag: YES");
    }

    @Test
    void tellsHow() {
        Client client = new Client(Network.literal("2001:db8::1"), 25, "", false).authenticated("alice");
        Envelope envelope = Envelope.connected(client)
                .secured("TLSv1.3 TLS_AES_256_GCM_SHA384")
                .greeted("[IPv6:2001:db8::1]", true);
        assertThat(fields(envelope, 1).get(0))
                .contains("from [IPv6:2001:db8::1] ([IPv6:2001:db8:0:0:0:0:0:1])")
                .contains("with ESMTPSA (TLSv1.3 TLS_AES_256_GCM_SHA384)\r\n");
    }

    @Test
    void hidesRecipientsFromEachOther() {
        assertThat(fields(envelope("sender.test"), 2).get(0)).doesNotContain("local.test");
    }

    @Test
    void aHelloCannotEndItsClause() {
        String field = fields(envelope("x by y; Sun (\r\n)"), 1).get(0);
        assertThat(field).startsWith("Received: from x?by?y??Sun????? ([192.0.2.1])");
        assertThat(fields(envelope("x".repeat(2000)), 1).get(0).indexOf(" (")).isLessThan(300);
    }

    @Test
    void tellsOfARelayThatConnectedAndNotOfTheClientBehindIt() {
        Mail mail = Mails.data(Mails.MESSAGE);
        Envelope behind = mail.envelope().behind(new Client(Network.literal("198.51.100.7"), 0, "", false), "x.test");

        assertThat(trace.on(mail.at(Phase.DATA, behind, mail.deadline()))
                        .prepended()
                        .get(0))
                .startsWith("Received: from mx.sender.example ([192.0.2.1])");
    }

    private static Envelope envelope(String helo) {
        Client client = new Client(Network.literal("192.0.2.1"), 25, "", false);
        return Envelope.connected(client).greeted(helo, true);
    }

    private List<String> fields(Envelope session, int recipients) {
        Envelope envelope = session.from(new Path("a@b.test", "a", "b.test", false), MailParameters.NONE);
        for (int i = 0; i < recipients; i++) {
            String user = "user" + i;
            envelope = envelope.asking(new Path(user + "@local.test", user, "local.test", false))
                    .answered(OK);
        }
        Deadline later = Deadline.in(Duration.ofMinutes(1));
        Mail mail = Mail.connected("0123456789abcdef", CLOCK.instant(), session.client(), later)
                .at(Phase.DATA, envelope, later)
                .edited(Edits.NONE.prepend(List.of("X-Spam-Flag: YES")));
        return trace.on(mail).prepended();
    }
}
