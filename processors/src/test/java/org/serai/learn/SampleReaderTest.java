package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.serai.Mails;

class SampleReaderTest {

    private static final String MESSAGE = "From: \"Anna\" <anna@mail.example.com>\r\nTo: b@example.org\r\n"
            + "Subject: Cheap =?utf-8?Q?pr=C3=ADces?=\r\nMessage-ID: <1@mail.example.com>\r\n"
            + "Content-Type: text/html; charset=utf-8\r\n\r\n"
            + "<p>Only today: $99!</p><span style=\"display:none\">meeting minutes</span>"
            + "<a href=\"https://www.shop.example.net/buy\">Order</a>\r\n";

    private static Sample sample(String message) {
        return Lessons.sample(Mails.data(message));
    }

    @Test
    void readsWordsOfSubjectAndTextInTheirOrder() {
        Sample sample = sample(MESSAGE);

        assertThat(sample.tokens().subList(sample.traits(), sample.tokens().size()))
                .containsExactly("cheap", "príces", "only", "today", "$99!", "order");
    }

    @Test
    void readsWhatElseCanBeTold() {
        Sample sample = sample(MESSAGE);

        assertThat(sample.tokens().subList(0, sample.traits()))
                .contains(
                        "field:message-id",
                        "from-domain:mail.example.com",
                        "from-organization:example.com",
                        "from-name:anna",
                        "subject-is:encoded",
                        "id-is:author",
                        "part:text/html",
                        "link-organization:example.net",
                        "hidden:meeting");
    }

    @Test
    void isTheSameBeforeAndAfterDelivery() {
        String delivered = "Return-Path: <anna@mail.example.com>\r\nX-Spam-Status: Yes, score=9\r\n"
                + "Received: from a (b [192.0.2.1])\r\n by c; Tue, 24 Nov 2026 12:00:00 +0000\r\n" + "X-Serai-Id: 1\r\n"
                + MESSAGE;

        assertThat(sample(delivered).tokens()).isEqualTo(sample(MESSAGE).tokens());
        assertThat(sample(delivered).kinds().grams())
                .isEqualTo(sample(MESSAGE).kinds().grams());
        assertThat(sample(delivered).fingerprint()).isEqualTo(sample(MESSAGE).fingerprint());
    }

    /** A set of the JDK has another order in each process; the Markov model, and so a saved model, would have another one each time. */
    @Test
    void isTheSameInEachProcess() {
        String addresses = "a@example.com b@example.net c@example.org d@example.de e@example.info f@example.co.uk";

        assertThat(sample("Subject: x\r\n\r\n" + addresses).tokens().stream()
                        .filter(token -> token.startsWith("mail-organization:")))
                .containsExactly(
                        "mail-organization:example.com",
                        "mail-organization:example.net",
                        "mail-organization:example.org",
                        "mail-organization:example.de",
                        "mail-organization:example.info",
                        "mail-organization:example.co.uk");
    }

    /** While somebody waits, a document is read as far as time allows; the message is the same. */
    @Test
    void theTextOfAnAttachmentIsNoPartOfWhatAMessageIsKnownBy() {
        String message =
                "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nText\r\n--x\r\n"
                        + "Content-Type: application/rtf\r\n\r\n{\\rtf1\\ansi\\pard first\\par}\r\n--x--\r\n";
        Sample first = sample(message);
        Sample other = sample(message.replace("first", "other"));

        assertThat(first.tokens()).contains("first").isNotEqualTo(other.tokens());
        assertThat(first.fingerprint()).isEqualTo(other.fingerprint());
    }

    @Test
    void anotherTextIsAnotherMessage() {
        assertThat(sample(MESSAGE).fingerprint())
                .isNotEqualTo(sample(MESSAGE.replace("today", "tomorrow")).fingerprint());
    }

    @Test
    void anEmptyMessageHasASample() {
        assertThat(sample("\r\n").tokens()).contains("parts:1");
        assertThat(sample("").traits()).isPositive();
    }

    @Test
    void fiftyMegabytesOfTextAreBounded() {
        byte[] message = new byte[50 << 20];
        Arrays.fill(message, (byte) 'w');
        for (int i = 0; i < message.length; i += 7) {
            message[i] = (byte) (i % 70 == 0 ? '\n' : ' ');
        }
        message[1] = '\n';

        Sample sample = Lessons.READER.of(message);

        assertThat(sample.tokens()).hasSizeBetween(30_000, 65_000);
        assertThat(sample.kinds().grams()).hasSizeLessThan(10_000);
    }

    @Test
    void anUnknownCharsetIsReadAllTheSame() {
        Sample sample = sample(
                "Subject: =?x-none?Q?offer?=\r\nContent-Type: text/plain; charset=x-none\r\n\r\ncheap pills\r\n");

        assertThat(sample.tokens()).contains("cheap", "pills");
    }

    @Test
    void aLongTextIsBounded() {
        Sample sample = sample("Subject: x\r\n\r\n" + "ab cd ".repeat(100_000));

        assertThat(sample.tokens()).hasSizeBetween(60_000, 65_000);
        assertThat(sample.kinds().grams()).hasSizeLessThan(10_000);
    }

    @Test
    void aFloodOfFieldsHidesNoLinks() {
        var fields = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            fields.append("X-A").append(i).append(": 1\r\n");
        }

        assertThat(sample(fields + "\r\nSee http://www.example.net/\r\n").tokens())
                .contains("link-host:www.example.net");
    }
}
