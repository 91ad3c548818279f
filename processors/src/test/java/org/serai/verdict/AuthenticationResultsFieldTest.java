package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.identity.ArcResult;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Identity;
import org.serai.mail.Client;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mime.Messages;
import org.serai.mime.MimeView.Field;

class AuthenticationResultsFieldTest {

    private static final AuthenticationResultsField FIELD =
            new AuthenticationResultsField(new AuthenticationResultsField.Options(""), "mx.example.org");

    private static Mail from(String reversePath, String facts) throws JsonProcessingException {
        Client client = Mails.client("192.0.2.1", false);
        Envelope envelope = Envelope.connected(client)
                .greeted("mx.sender.example", true)
                .from(Mails.path(reversePath), MailParameters.NONE);
        Mail mail = Mails.connected(client).at(Phase.MAIL_FROM, envelope, Mails.soon());
        Mail received = Mails.at(mail, Mails.MESSAGE, "b@example.org");
        Facts.assume(new ObjectMapper().readTree(facts), received);
        for (Identity identity : Identity.values()) {
            received.ask(
                    new SpfResult.Question(client.address(), "", identity, ""),
                    () -> new CompletableFuture<SpfResult>());
        }
        received.ask(new DkimResult.Question(), CompletableFuture::new);
        received.ask(new ArcResult.Question(), CompletableFuture::new);
        received.ask(new DmarcResult.Question(), CompletableFuture::new);
        return received;
    }

    private static String field(Mail mail) {
        return FIELD.on(mail).prepended().get(0);
    }

    @Test
    void tellsOfAllMethods() throws Exception {
        Mail mail = from(
                "a@example.net",
                """
                {"spf":{"result":"fail","domain":"example.net"},"helo":{"result":"pass","domain":"mx.sender.example"},
                 "dkim":[{"result":"pass","domain":"example.net","selector":"s1","identity":"@example.net","algorithm":"rsa-sha256"},
                         {"result":"fail","domain":"list.example","selector":"x"}],
                 "arc":{"result":"pass"},
                 "dmarc":{"result":"pass","policy":"reject","domain":"example.net"}}""");

        assertThat(field(mail))
                .isEqualTo("Authentication-Results: mx.example.org;\r\n"
                        + "\tspf=fail smtp.mailfrom=a@example.net;\r\n"
                        + "\tspf=pass smtp.helo=mx.sender.example;\r\n"
                        + "\tdkim=pass header.d=example.net header.i=@example.net header.s=s1\r\n"
                        + "\t header.a=rsa-sha256;\r\n"
                        + "\tdkim=fail header.d=list.example header.s=x;\r\n"
                        + "\tarc=pass;\r\n"
                        + "\tdmarc=pass header.from=example.net policy.dmarc=reject");
    }

    @Test
    void saysNoneWithoutASignature() throws Exception {
        assertThat(field(from("", "{\"dkim\":[]}"))).endsWith("\tdkim=none");
    }

    @Test
    void isNotThereWhenNothingWasAsked() {
        assertThat(FIELD.on(Mails.data(Mails.MESSAGE)).prepended()).isEmpty();
    }

    @Test
    void theNullReversePathIsToldByItsDomain() throws Exception {
        assertThat(field(from("", "{\"spf\":{\"result\":\"pass\",\"domain\":\"mx.sender.example\"}}")))
                .endsWith("\tspf=pass smtp.mailfrom=mx.sender.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a;dmarc=pass",
                "a\r\nX: y",
                "\"a b\"",
                "a\\",
                "a(",
                "ü",
                "\"\u0000\u0007\"",
                "=?utf-8?q?x?=",
            })
    void nothingInAnAddressCanEndTheField(String localPart) throws Exception {
        Mail mail = from("x@example.net", "{\"spf\":{\"result\":\"pass\",\"domain\":\"example.net\"}}");
        Envelope said = mail.envelope()
                .from(new Path(localPart + "@example.net", localPart, "example.net", false), MailParameters.NONE);
        String field = field(mail.at(Phase.DATA, said, Mails.soon()));

        assertThat(field).doesNotContain("\r\nX").matches("(?s)[\\t\\r\\n -~]*");
        String value = field.substring(field.indexOf("mailfrom=") + 9);
        assertThat(value).matches("\"([^\"\\\\]|\\\\.)*\"|[^ ;\"()\\\\]*");
    }

    @Test
    void isBounded() throws Exception {
        String signature = "{\"result\":\"pass\",\"domain\":\"" + "d".repeat(5000) + "\",\"selector\":\"s\"}";
        Mail mail = from(
                "a@example.net",
                "{\"dkim\":[" + (signature + ",").repeat(499) + signature + "],\"dmarc\":{\"result\":\"fail\"}}");

        assertThat(field(mail)).hasSizeLessThan(8000).endsWith("\tdmarc=fail");
        assertThat(field(mail).split("dkim=")).hasSize(20);
        assertThat(field(mail).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(600));
    }

    private static boolean claims(AuthenticationResultsField ours, String field) {
        Mail mail = Mails.data(field + "\r\nSubject: x\r\n\r\ntext\r\n");
        var view = Messages.READER.view(mail);
        Field read = view.doubtful().isEmpty()
                ? view.headers().get(0)
                : view.doubtful().get(0);
        return ours.claimedBy(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=bank.example",
                "AUTHENTICATION-RESULTS: MX.Example.ORG; none",
                "Authentication-Results : mx.example.org; none",
                "Authentication-Results:mx.example.org;none",
                "Authentication-Results: mx.example.org 1; spf=pass",
                "Authentication-Results: mx.example.org.; spf=pass",
                "Authentication-Results: (a (nested;) comment) mx.example.org (x); spf=pass",
                "Authentication-Results: \"mx.example.org\"; spf=pass",
                "Authentication-Results: \"mx\\.example.org\"; spf=pass",
                "Authentication-Results:\r\n\tmx.example.org\r\n\t1\r\n\t; spf=pass",
                "Authentication-Results: mx.example.org",
                "Authentication-Results: other.example mx.example.org; spf=pass",
                "Authentication-Results: (mx.example.org); spf=pass",
                "Authentication-Results: other.example (mx.example.org; spf=pass",
                "Authentication-Results: (\\) mx.example.org; spf=pass",
                "Authentication-Results: \";\" mx.example.org; spf=pass",
                "Authentication-Results: =?utf-8?q?mx=2Eexample.org?=; spf=pass",
                "Authentication-Results: @mx.example.org:; spf=pass",
                "Authentication-Results\u0001: mx.example.org; spf=pass",
                "Authentication -Results: mx.example.org; spf=pass",
            })
    void knowsWhatClaimsToBeOurs(String field) {
        assertThat(claims(FIELD, field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=a@mx.example.org",
                "Authentication-Results: notmx.example.org; spf=pass",
                "Authentication-Results: mx.example.org.evil.example; spf=pass",
                "Authentication-Results: (comment); spf=pass",
                "Authentication-Results:",
                "ARC-Authentication-Results: i=1; mx.example.org; spf=pass",
                "X-Authentication-Results: mx.example.org; spf=pass",
            })
    void leavesWhatIsOfOthers(String field) {
        assertThat(claims(FIELD, field)).isFalse();
    }

    @Test
    void theIdMayBeAnyToken() {
        var ours = new AuthenticationResultsField(
                new AuthenticationResultsField.Options("inner_gate+1"), "mx.example.org");

        assertThat(claims(ours, "Authentication-Results: Inner_Gate+1 1; spf=pass"))
                .isTrue();
        assertThat(claims(ours, "Authentication-Results: mx.example.org; spf=pass"))
                .isFalse();
    }
}
