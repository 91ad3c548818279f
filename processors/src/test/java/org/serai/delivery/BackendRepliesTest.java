package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.delivery.BackendReplies.Step;

class BackendRepliesTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
            RCPT    | 250 2.1.5 Ok                                                     | 250 2.1.5 Ok
            RCPT    | 250 Accepted                                                     | 250 2.1.5 Accepted
            RCPT    | 251 2.1.5 will forward                                           | 251 2.1.5 will forward
            RCPT    | 250                                                              | 250 2.1.5 OK
            CONTENT | 250 2.0.0 Ok: queued as 4F1                                      | 250 2.0.0 Ok: queued as 4F1
            CONTENT | 250 OK id=1a                                                     | 250 2.0.0 OK id=1a
            CONTENT | 200 taken                                                        | 250 2.0.0 taken
            CONTENT | 251 2.1.5 will forward                                           | 250 2.1.5 will forward
            RCPT    | 550 5.1.1 <u@d>: Recipient address rejected: User unknown        | 550 5.1.1 <u@d>: Recipient address rejected: User unknown
            RCPT    | 550 no such user                                                 | 550 5.0.0 no such user
            RCPT    | 551 moved                                                        | 551 5.1.6 moved
            RCPT    | 552 mailbox full                                                 | 552 5.2.2 mailbox full
            RCPT    | 553 name not allowed                                             | 553 5.1.3 name not allowed
            RCPT    | 450 4.2.0 greylisted                                             | 450 4.2.0 greylisted
            RCPT    | 452 too many                                                     | 452 4.3.1 too many
            RCPT    | 550 4.1.1 class does not fit                                     | 550 5.0.0 class does not fit
            RCPT    | 550                                                              | 550 5.0.0 Refused by the mail server
            MAIL    | 550 5.1.8 <x@y>: Sender address rejected: Domain not found       | 550 5.1.8 <x@y>: Sender address rejected: Domain not found
            MAIL    | 552 5.3.4 Message size exceeds fixed limit                       | 552 5.3.4 Message size exceeds fixed limit
            MAIL    | 552 too big                                                      | 552 5.3.4 too big
            MAIL    | 553 bad sender                                                   | 553 5.1.7 bad sender
            MAIL    | 452 4.3.1 Insufficient system storage                            | 452 4.3.1 Insufficient system storage
            MAIL    | 501 5.1.7 Bad sender address syntax                              | 501 5.1.7 Bad sender address syntax
            MAIL    | 504 5.5.2 <x>: Sender address rejected: need fully-qualified address | 504 5.5.2 <x>: Sender address rejected: need fully-qualified address
            CONTENT | 554 5.7.1 spam                                                   | 554 5.7.1 spam
            CONTENT | 554 5.7.1 came through an open relay                             | 554 5.7.1 came through an open relay
            CONTENT | 550 5.7.23 SPF of the host in Received failed                    | 550 5.7.23 SPF of the host in Received failed
            RCPT    | 554 5.7.1 Service unavailable; Sender address [a@b] blocked using bl.example | 554 5.7.1 Service unavailable; Sender address [a@b] blocked using bl.example
            CONTENT | 552 too big                                                      | 552 5.3.4 too big
            CONTENT | 451 4.7.1 later                                                  | 451 4.7.1 later
            DATA    | 554 5.5.1 no valid recipients                                    | 554 5.5.1 no valid recipients
            DATA    | 451 busy                                                         | 451 4.0.0 busy
            RCPT    | 550 5.1.1 <relay@example.org>: User unknown                      | 550 5.1.1 <relay@example.org>: User unknown
            RCPT    | 550 <relay@example.org>: User unknown                            | 550 5.0.0 <relay@example.org>: User unknown
            """)
    void passesOn(Step step, String said, String told) {
        assertPassedOn(BackendReplies.map(step, answer(said), false), told);
    }

    private static void assertPassedOn(BackendReplies.Mapped mapped, String told) {
        assertThat(mapped.reply()).hasToString(told);
        assertThat(mapped.alert()).isFalse();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
            MAIL    | 530 5.7.0 Must issue a STARTTLS command first
            RCPT    | 530 Authentication required
            MAIL    | 535 5.7.8 Authentication failed
            MAIL    | 500 5.5.1 Unrecognized
            MAIL    | 501 5.5.4 Bad parameter
            MAIL    | 501 Syntax error
            RCPT    | 502 not offered
            DATA    | 503 5.5.1 need RCPT
            RCPT    | 504 5.5.2 <h>: Helo command rejected: need fully-qualified hostname
            MAIL    | 555 5.5.4 Unsupported option: SMTPUTF8
            CONTENT | 500 what
            RCPT    | 554 5.7.1 <u@d>: Relay access denied
            RCPT    | 550 5.7.1 <u@d>... Relaying denied
            RCPT    | 550 relay not permitted
            RCPT    | 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain
            RCPT    | 551 we do not relay
            RCPT    | 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)
            RCPT    | 554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied
            RCPT    | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example
            RCPT    | 554 5.7.1 Service unavailable; Helo command [serai.example] blocked using bl.example
            RCPT    | 550 rejected because 192.0.2.1 is in a black list at bl.example
            RCPT    | 550 5.7.23 <u@d>: Recipient address rejected: SPF fail - not authorized
            MAIL    | 550 5.7.24 SPF cannot be checked
            MAIL    | 550 5.7.25 Reverse DNS validation failed
            CONNECT | 554 5.7.1 no service here
            CONNECT | 550 go away
            """)
    void bouncesNobodyForOurSetting(Step step, String said) {
        BackendReplies.Mapped mapped = BackendReplies.map(step, answer(said), false);
        assertThat(mapped.reply()).isEqualTo(BackendReplies.SETTING);
        assertThat(mapped.reply().toString()).startsWith("451 4.3.5 ");
        assertThat(mapped.alert()).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
            RCPT    | 504 5.5.2 <h>: Helo command rejected: need fully-qualified hostname
            RCPT    | 550 5.7.1 <h>: Helo command rejected: Host not found
            MAIL    | 501 5.5.2 <h h>: Helo command rejected: Invalid name
            RCPT    | 554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied
            RCPT    | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example
            RCPT    | 550 5.7.23 <u@d>: Recipient address rejected: SPF fail - not authorized
            CONNECT | 554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied
            CONNECT | 450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]
            """)
    void passesOnWhatIsMeantForTheClientThatXClientIntroduced(Step step, String said) {
        assertPassedOn(BackendReplies.map(step, answer(said), true), said);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
            RCPT    | 554 5.7.1 <u@d>: Relay access denied
            RCPT    | 504 5.5.4 Unknown parameter
            CONNECT | 550 5.7.0 insufficient authorization
            """)
    void aSettingIsOursAlsoBehindXClient(Step step, String said) {
        assertThat(BackendReplies.map(step, answer(said), true))
                .isEqualTo(new BackendReplies.Mapped(BackendReplies.SETTING, true));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
            CONNECT | 421 4.3.2 too many connections | 451 4.3.2 | false
            MAIL    | 421 closing                    | 451 4.3.2 | false
            RCPT    | 421 closing                    | 451 4.3.2 | false
            CONTENT | 421 4.4.2 closing              | 451 4.3.2 | false
            CONNECT | 450 4.7.1 not now              | 451 4.4.1 | false
            RCPT    | 354 what                       | 451 4.5.0 | true
            CONTENT | 354 what                       | 451 4.5.0 | true
            DATA    | 250 what                       | 451 4.5.0 | true
            """)
    void becomesOurs(Step step, String said, String begins, boolean alert) {
        BackendReplies.Mapped mapped = BackendReplies.map(step, answer(said), false);
        assertThat(mapped.reply().toString()).startsWith(begins + " ");
        assertThat(mapped.alert()).isEqualTo(alert);
    }

    @Test
    void keepsLinesWithoutRepeatingTheStatus() {
        var mapped = BackendReplies.map(
                Step.RCPT, new Answer(550, List.of("5.1.1 no such user", "5.1.1 ask x", "5.1.10y")), false);
        assertThat(mapped.reply().wire())
                .isEqualTo("550-5.1.1 no such user\r\n550-5.1.1 ask x\r\n550 5.1.1 5.1.10y\r\n");
    }

    @Test
    void boundsAndSanitises() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            lines.add("\u001b[31m\u0000\u00e9" + "x".repeat(2000));
        }
        var reply =
                BackendReplies.map(Step.CONTENT, new Answer(554, lines), false).reply();
        assertThat(reply.lines())
                .hasSize(BackendReplies.MAX_LINES)
                .allSatisfy(line -> assertThat(line).startsWith("?[31m??x").hasSizeLessThan(500));
    }

    private static Answer answer(String line) {
        return new Answer(Integer.parseInt(line.substring(0, 3)), List.of(line.length() > 4 ? line.substring(4) : ""));
    }
}
