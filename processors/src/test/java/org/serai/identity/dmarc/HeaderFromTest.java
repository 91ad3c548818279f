package org.serai.identity.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.mail.DomainName;
import org.serai.mime.Messages;

class HeaderFromTest {

    private static HeaderFrom from(String header) {
        return HeaderFrom.of(Mails.data(header.replace("/n/", "\r\n") + "\r\n\r\ntext\r\n"), Messages.READER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a@example.com                                          | example.com",
                "A <a@Example.COM.>                                     | example.com",
                "\"b@evil.example\" <a@example.com>                     | example.com",
                "\"b@evil.example, c\" <a@example.com>                  | example.com",
                "(b@evil.example) a@example.com (c (d@evil.example))    | example.com",
                "A <\"x@y\"@example.com>                                | example.com",
                "A <@relay.example,@b.example:a@example.com>            | example.com",
                "a @ example.com                                        | example.com",
                "a@bücher.example                                       | xn--bcher-kva.example",
                "ü@bücher.example                                       | xn--bcher-kva.example",
                "a@example.com, b@EXAMPLE.com                           | example.com",
                "Team: a@example.com, B <b@example.com>;                | example.com",
                "b@evil.example <a@example.com>                         | example.com",
                "=?utf-8?q?b=40evil.example?= <a@example.com>           | example.com",
                "A/n/ <a@example.com>                                  | example.com",
                "a@sub_domain.example.com                               | sub_domain.example.com",
            })
    void findsTheOneDomain(String body, String domain) {
        HeaderFrom from = from("From: " + body.strip());

        assertThat(from.author()).isEqualTo(new DomainName(domain));
        assertThat(from.trouble()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "X: Anna",
                "From:",
                "From: Anna",
                "From: undisclosed:;",
                "From: a@[192.0.2.1]",
                "From: \"a@example.com\""
            })
    void findsNone(String header) {
        assertThat(from(header).domains()).isEmpty();
        assertThat(from(header).trouble()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "From: a@example.com, b@evil.example",
                "From: T: a@example.com; b@evil.example",
                "From: <a@example.com> <b@evil.example>",
                "From: a@example.com/n/From: b@evil.example",
            })
    void findsSeveral(String header) {
        HeaderFrom from = from(header);

        assertThat(from.domains()).containsExactly(new DomainName("example.com"), new DomainName("evil.example"));
        assertThat(from.author()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "From: A <a@example.com> b                   | example.com",
                "From: a b@example.com                       | example.com",
                "From: x@evil.example@example.com            | example.com",
                "From: <a@example.com                        | example.com",
                "From: a@example.com:;                       | example.com",
                "From: a@example.com/n/From: b@example.com  | example.com",
                "From: a@example.com/n/Fr\001om: b@evil.example | example.com",
            })
    void tellsOfTroubleAndAsksForTheDomainNevertheless(String header, String domain) {
        HeaderFrom from = from(header.strip());

        assertThat(from.trouble()).isNotEmpty();
        assertThat(from.author()).isEqualTo(new DomainName(domain));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "From: a@exam ple.com",
                "From: \"a@example.com",
                "From: a@ex=?utf-8?q?ample?=.com",
                "From: (a@example.com",
                "From: a@straße.example"
            })
    void tellsOfTroubleWithoutADomain(String header) {
        assertThat(from(header).trouble()).isNotEmpty();
        assertThat(from(header).author()).isNull();
    }

    @Test
    void tellsOfAnAddressLiteralBesideADomain() {
        HeaderFrom from = from("From: a@example.com, b@[192.0.2.1]");

        assertThat(from.author()).isEqualTo(new DomainName("example.com"));
        assertThat(from.unjudged()).isEqualTo("an address literal");
    }

    @Test
    void endsSomewhere() {
        HeaderFrom from = from("From: " + "a@example.com,\r\n ".repeat(2000) + "b@evil.example");

        assertThat(from.author()).isEqualTo(new DomainName("example.com"));
        assertThat(from.unjudged()).contains("more than 100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<", ">", ",", ":", ";", "@", "(", ")", "\"", "\\", "<a@b.example>", "<a@b.example", "a@b,", "=?"
            })
    void timeGrowsWithTheSizeAlone(String piece) {
        String body = piece.repeat(250_000 / piece.length());

        HeaderFrom from = assertTimeoutPreemptively(Duration.ofSeconds(15), () -> from("From: " + body));

        assertThat(from.domains()).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a@example.com                             | ~~",
                "Anna B. <a@example.com>                   | Anna B.",
                "\"Anna \\\"B.\\\"\" <a@example.com>        | Anna \"B.\"",
                "\"<b@evil.example>\" <a@example.com>      | <b@evil.example>",
                "a@example.com (Anna)                      | Anna",
                "\"b@evil.example\"@example.com            | b@evil.example",
                "=?utf-8?q?b=40evil.example?= <a@example.com> | b@evil.example",
                "<a@example.com> b@evil.example            | b@evil.example",
            })
    void theNameIsWhatIsShown(String body, String name) {
        assertThat(from("From: " + body.strip()).name()).isEqualTo(name);
    }
}
