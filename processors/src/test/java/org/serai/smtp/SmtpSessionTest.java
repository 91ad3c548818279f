package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Capabilities;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** What is said in a session, command by command. */
class SmtpSessionTest extends DoorFixture {

    @BeforeEach
    void open() throws IOException {
        with();
    }

    @Test
    void takesAMessage() throws IOException {
        try (Talk talk = door.connect()) {
            talk.expect("220 mx.test ESMTP");
            assertThat(talk.say("EHLO client.test").reply())
                    .isEqualTo(
                            """
                    250-mx.test
                    250-PIPELINING
                    250-SIZE 52428800
                    250-ENHANCEDSTATUSCODES
                    250-CHUNKING
                    250-8BITMIME
                    250-SMTPUTF8
                    250 STARTTLS
                    """
                                    .replace("\n", "\r\n"));
            talk.transaction().message("Subject: x\r\n\r\n..dot\r\n").expect("250 2.0.0");
            talk.say("QUIT").expect("221 2.0.0").expectEnd();
        }
        assertThat(door.policy.messages).singleElement().satisfies(message -> {
            assertThat(message.content()).isEqualTo("Subject: x\r\n\r\n.dot\r\n\r\n");
            assertThat(message.mail().envelope().helo()).isEqualTo("client.test");
            assertThat(message.mail().envelope().mailFrom()).hasToString("<a@sender.test>");
            assertThat(message.mail().envelope().rcptTo()).hasToString("[<b@localhost>]");
            assertThat(message.mail().findings()).isEmpty();
        });
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).said()).isTrue();
        assertThat(door.policy.asked.stream().map(Mail::phase)).containsExactly(Phase.values());
        assertThat(door.policy.asked.stream().map(Mail::id).distinct()).hasSize(1);
        await().until(() -> door.spool.memory() == 0);
        await().until(() -> door.server.metrics().connections() == 0);
        assertThat(door.server.metrics().messages()).isEqualTo(1);
    }

    @Test
    void eachTransactionHasItsId() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.transaction().message("one").expect("250");
            talk.transaction().message("two").expect("250");
            talk.say("MAIL FROM:<a@sender.test>").expect("250");
            talk.say("RSET").expect("250");
            talk.say("EHLO again.test").expect("250");
            talk.transaction().message("three").expect("250");
            await().until(() -> door.policy.ended.size() == 4);
        }
        assertThat(door.policy.ended.stream().map(FakePolicy.Ended::id)).doesNotHaveDuplicates();
        assertThat(door.policy.messages.get(2).mail().envelope().helo()).isEqualTo("again.test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        FOO                              | 500 5.5.1
        MAIL FROM:<a@b.test>             | 503 5.5.1
        RCPT TO:<a@b.test>               | 503 5.5.1
        DATA                             | 503 5.5.1
        EHLO                             | 501 5.5.4
        HELO                             | 501 5.5.4
        NOOP                             | 250 2.0.0
        NOOP really                      | 250 2.0.0
        RSET                             | 250 2.0.0
        RSET x                           | 501 5.5.4
        HELP                             | 214 2.0.0
        VRFY postmaster                  | 252 2.1.5
        VRFY                             | 252 2.1.5
        EHLO a b                         | 501 5.5.4 Say who you are
        EHLO jÃ¼rgen.example             | 501 5.5.4 The hostname must be ASCII
        EHLO <script>                    | 501 5.5.4
        HELO a>b                         | 501 5.5.4
        EXPN list                        | 502 5.5.1
        AUTH PLAIN                       | 502 5.5.1
        STARTTLS now                     | 501 5.5.4
        QUIT now                         | 501 5.5.4
        HELO client.test                 | 250 mx.test
        """)
    void answersBeforeHello(String command, String reply) throws IOException {
        try (Talk talk = door.connect()) {
            talk.expect("220 ").say(command).expect(reply);
            talk.say("NOOP").expect("250");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        MAIL FROM:<a@b.test>                             | 250 2.0.0
        mail from: <a@b.test>                            | 250 2.0.0
        MAIL FROM:<>                                     | 250 2.0.0
        MAIL FROM:<a@b.test> SIZE=100 BODY=8BITMIME      | 250 2.0.0
        MAIL FROM:<a@b.test> body=7bit smtputf8          | 250 2.0.0
        MAIL FROM:<a@b.test>SIZE=100                     | 501 5.1.7
        MAIL FROM:<a@b.test> SIZE=                       | 501 5.5.4
        MAIL FROM:<a@b.test> SIZE=1x                     | 501 5.5.4
        MAIL FROM:<a@b.test> SIZE=52428800               | 250 2.0.0
        MAIL FROM:<a@b.test> SIZE=52428801               | 552 5.3.4
        MAIL FROM:<a@b.test> SIZE=99999999999999999999   | 552 5.3.4
        MAIL FROM:<a@b.test> SIZE=1 SIZE=1               | 501 5.5.4
        MAIL FROM:<a@b.test> BODY=BINARYMIME             | 501 5.5.4
        MAIL FROM:<a@b.test> SMTPUTF8=1                  | 501 5.5.4
        MAIL FROM:<a@b.test> RET=FULL                    | 555 5.5.4
        MAIL FROM:a@b.test                               | 501 5.1.7
        MAIL TO:<a@b.test>                               | 501 5.5.4
        MAIL                                             | 501 5.5.4
        MAIL FROM:<a@b@c.test>                           | 501 5.1.7
        """)
    void readsMail(String command, String reply) throws IOException {
        try (Talk talk = door.greeted()) {
            talk.say(command).expect(reply);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        MAIL FROM:<a@b.test> RET=FULL ENVID=QQ+2B314159  | 250 2.0.0
        MAIL FROM:<a@b.test> ret=hdrs                    | 250 2.0.0
        MAIL FROM:<a@b.test> RET=FULL RET=HDRS           | 501 5.5.4
        MAIL FROM:<a@b.test> RET=ALL                     | 501 5.5.4
        MAIL FROM:<a@b.test> RET=                        | 501 5.5.4
        MAIL FROM:<a@b.test> RET                         | 501 5.5.4
        MAIL FROM:<a@b.test> ENVID=a=b                   | 501 5.5.4
        MAIL FROM:<a@b.test> ENVID=a+2                   | 501 5.5.4
        MAIL FROM:<a@b.test> ENVID=a+2b                  | 501 5.5.4
        MAIL FROM:<a@b.test> NOTIFY=NEVER                | 555 5.5.4
        RCPT TO:<b@localhost> NOTIFY=NEVER               | 250 2.0.0
        RCPT TO:<b@localhost> notify=success,Delay       | 250 2.0.0
        RCPT TO:<b@localhost> ORCPT=rfc822;Bob+40x.test  | 250 2.0.0
        RCPT TO:<b@localhost> NOTIFY=NEVER,SUCCESS       | 501 5.5.4
        RCPT TO:<b@localhost> NOTIFY=SUCCESS,SUCCESS     | 501 5.5.4
        RCPT TO:<b@localhost> NOTIFY=SUCCESS,            | 501 5.5.4
        RCPT TO:<b@localhost> NOTIFY=NEVER NOTIFY=NEVER  | 501 5.5.4
        RCPT TO:<b@localhost> ORCPT=bob@x.test           | 501 5.5.4
        RCPT TO:<b@localhost> ORCPT=rfc822;              | 501 5.5.4
        RCPT TO:<b@localhost> ORCPT=;bob@x.test          | 501 5.5.4
        RCPT TO:<b@localhost> ORCPT=utf-8;jürgen@x.test  | 501 5.5.4
        RCPT TO:<b@localhost> RET=FULL                   | 555 5.5.4
        """)
    void readsWhatNotificationsAreAskedFor(String command, String reply) throws IOException {
        door.capabilities = new Capabilities(true, true, true);
        try (Talk talk = door.greeted()) {
            if (command.startsWith("RCPT")) {
                talk.say("MAIL FROM:<a@b.test>").expect("250");
            }
            talk.send((command + "\r\n").getBytes(StandardCharsets.UTF_8)).expect(reply);
        }
    }

    @Test
    void passesOnWhatNotificationsAreAskedFor() throws IOException {
        door.capabilities = new Capabilities(true, true, true);
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test> ENVID=x SMTPUTF8 RET=full").expect("250");
            talk.send("RCPT TO:<b@localhost> orcpt=utf-8;jürgen@x.test notify=failure,delay\r\n"
                            .getBytes(StandardCharsets.UTF_8))
                    .expect("250");
            talk.message("hello").expect("250");
        }
        Envelope envelope = door.policy.messages.get(0).mail().envelope();
        assertThat(envelope.parameters()).isEqualTo(new MailParameters(0, false, true, "FULL", "x"));
        assertThat(envelope.rcptTo().get(0).parameters()).isEqualTo("NOTIFY=FAILURE,DELAY ORCPT=utf-8;jürgen@x.test");
    }

    @Test
    void announcesNoMoreThanTheWayCanCarry() throws IOException {
        door.capabilities = new Capabilities(false, false, false);
        try (Talk talk = door.greeted()) {
            assertThat(talk.say("EHLO x").reply()).doesNotContain("8BITMIME", "SMTPUTF8", "DSN");
            door.capabilities = new Capabilities(true, true, true);
            talk.say("MAIL FROM:<a@b.test> BODY=8BITMIME").expect("555 5.5.4");
            talk.say("MAIL FROM:<a@b.test> SMTPUTF8").expect("555 5.5.4");
            assertThat(talk.say("EHLO x").reply()).contains("8BITMIME", "SMTPUTF8", "DSN");
            talk.say("MAIL FROM:<a@b.test> SMTPUTF8 BODY=8BITMIME").expect("250");
        }
    }

    @Test
    void readsRecipients() throws IOException {
        door.policy.rule = FakePolicy::localhostOnly;
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            talk.say("MAIL FROM:<a@b.test>").expect("503 5.5.1");
            talk.say("DATA").expect("554 5.5.1");
            talk.say("RCPT TO:<>").expect("501 5.1.3 A recipient cannot be empty (mail ");
            talk.say("RCPT TO:<Postmaster>").expect("250");
            talk.say("RCPT TO:<x@y@localhost>").expect("250");
            talk.say("RCPT TO:<b@elsewhere.test>").expect("550 5.7.1");
            talk.say("RCPT TO:<b@localhost> NOTIFY=NEVER").expect("555 5.5.4");
            talk.say("DATA x").expect("501 5.5.4");
            talk.message("hello").expect("250");
        }
        assertThat(door.policy.messages.get(0).mail().envelope().rcptTo())
                .hasToString("[<Postmaster>, <x@y@localhost>]");
    }

    @Test
    void takesUtf8OnlyWhenAnnounced() throws IOException {
        byte[] address = "<jürgen@bücher.test>".getBytes(StandardCharsets.UTF_8);
        String octets = new String(address, StandardCharsets.ISO_8859_1);
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:" + octets).expect("553 5.6.7");
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            talk.say("RCPT TO:" + octets).expect("553 5.6.7");
            talk.say("RSET").expect("250");
            talk.say("MAIL FROM:" + octets + " SMTPUTF8").expect("250");
            talk.say("RCPT TO:" + octets).expect("250");
            talk.say("RCPT TO:<\u00fc@b.test>").expect("500 5.5.2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0080FAIL", "NO\0OP", "NOOP\tx", "NOOP \r x", ""})
    void refusesOddLines(String line) throws IOException {
        try (Talk talk = door.greeted()) {
            talk.say(line).expect("500 5.5");
            talk.say("NOOP").expect("250");
        }
    }

    @Test
    void answersAPipelinedGroupInOrder() throws IOException {
        door.policy.rule = FakePolicy::localhostOnly;
        door.policy.executor = ForkJoinPool.commonPool();
        try (Talk talk = door.greeted()) {
            talk.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@no.test>\r\nRCPT TO:<y@localhost>\r\nDATA\r\n");
            talk.expect("250").expect("550").expect("250").expect("354");
            talk.send("hello\r\n.\r\nMAIL FROM:<c@b.test>\r\nRCPT TO:<z@localhost>\r\nRSET\r\nQUIT\r\n");
            talk.expect("250")
                    .expect("250")
                    .expect("250")
                    .expect("250")
                    .expect("221")
                    .expectEnd();
        }
        assertThat(door.policy.messages).hasSize(1);
    }

    @Test
    void takesCommandsByteByByte() throws IOException {
        try (Talk talk = door.greeted()) {
            String all = "MAIL FROM:<a@b.test>\r\nRCPT TO:<y@localhost>\r\nDATA\r\n";
            all.chars().forEach(c -> talk.send(String.valueOf((char) c)));
            talk.expect("250").expect("250").expect("354");
            "a\r\n..b\r\n.\r\n".chars().forEach(c -> talk.send(String.valueOf((char) c)));
            talk.expect("250");
        }
        assertThat(door.policy.messages.get(0).content()).isEqualTo("a\r\n.b\r\n");
    }

    @Test
    void helloBeginsAnew() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            talk.say("EHLO client.test").expect("250");
            talk.say("RCPT TO:<b@localhost>").expect("503 5.5.1");
        }
        await().until(() -> door.policy.ended.size() == 1);
    }

    @Test
    void aVerbIsAscii() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.send("MA\u0131L FROM:<a@b.test>\r\n".getBytes(StandardCharsets.UTF_8))
                    .expect("500 5.5.1");
            talk.send("MAIL FROM:<a@b.test> \u017fIZE=1\r\n".getBytes(StandardCharsets.UTF_8))
                    .expect("555 5.5.4");
            talk.say("MAIL FROM:<a@b.test>").expect("250");
        }
    }

    @Test
    void aRefusedHelloIsNoHello() throws IOException {
        door.policy.rule = mail ->
                mail.phase() == Phase.HELO && mail.envelope().helo().equals("bad")
                        ? Reply.of(550, "5.7.1", "Who?")
                        : FakePolicy.accept(mail);
        try (Talk talk = door.connect()) {
            talk.expect("220").say("EHLO bad").expect("550 5.7.1");
            talk.say("MAIL FROM:<a@b.test>").expect("503");
        }
        await().until(() -> door.policy.ended.size() == 1);
        try (Talk talk = door.connect()) {
            talk.expect("220").say("EHLO bad").expect("550 5.7.1");
            talk.say("EHLO good").expect("250");
            talk.transaction().message("x").expect("250");
        }
        await().until(() -> door.policy.ended.size() == 2);
        assertThat(door.policy.ended.get(1).code()).isEqualTo(250);
    }

    @Test
    void a421FromThePolicyEndsTheSession() throws IOException {
        for (Phase phase : List.of(Phase.HELO, Phase.MAIL_FROM, Phase.RCPT_TO, Phase.DATA)) {
            door.policy.rule =
                    mail -> mail.phase() == phase ? Reply.of(421, "4.7.0", "Not now") : FakePolicy.accept(mail);
            int before = door.policy.ended.size();
            try (Talk talk = door.connect()) {
                talk.expect("220");
                talk.send("EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<b@localhost>\r\n");
                List<Phase> before421 = List.of(Phase.values())
                        .subList(1, List.of(Phase.values()).indexOf(phase));
                before421.forEach(earlier -> talk.expect("250"));
                if (phase == Phase.DATA) {
                    talk.message("x");
                }
                talk.expect("421 4.7.0 Not now").expectEnd();
            }
            await().until(() -> door.policy.ended.size() == before + 1);
            assertThat(door.policy.ended.get(before).code()).isEqualTo(421);
        }
    }

    @Test
    void aFailingPolicyIs451() throws IOException {
        door.policy.rule = mail -> {
            if (mail.phase() == Phase.MAIL_FROM) {
                throw new IllegalStateException("broken");
            }
            return FakePolicy.accept(mail);
        };
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("451 4.3.0");
            talk.say("NOOP").expect("250");
        }
    }

    @Test
    void aBrokenDecisionIs421() throws IOException {
        try (Talk talk = door.greeted()) {
            door.policy.hold = Phase.MAIL_FROM;
            talk.say("MAIL FROM:<a@b.test>");
            await().until(() -> door.policy.held() == 1);
            door.policy.broken = true;
            door.policy.release();
            talk.expect("421 4.3.0").expectEnd();
        }
        await().until(() -> door.server.metrics().connections() == 0);
    }

    @Test
    void notesBareNewlines() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.transaction().message("a\nb\rc\n.\r\nd").expect("250");
        }
        FakePolicy.Message message = door.policy.messages.get(0);
        assertThat(message.content()).isEqualTo("a\r\nb c\r\n.\r\nd\r\n");
        assertThat(message.mail().has("SMTP_BARE_NEWLINE")).isTrue();
    }
}
