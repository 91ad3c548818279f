package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
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
import org.serai.mail.Mail;
import org.serai.mail.Network;

class FactsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SpfResult MAIL_FROM =
            new SpfResult(SpfResult.Result.FAIL, Identity.MAILFROM, "example.net", "go away", "-all", List.of());
    private static final SpfResult HELO =
            new SpfResult(SpfResult.Result.PASS, Identity.HELO, "mx.example.net", "", "a", List.of());
    private static final DkimResult SIGNATURE = new DkimResult(
            DkimResult.Result.PASS, "example.net", "s1", "@example.net", "ed25519-sha256", 256, false, true, "ok");
    private static final ArcResult ARC = new ArcResult(
            ArcResult.Chain.PASS, List.of(new ArcResult.Seal(1, "list.example", "s", "list.example; dmarc=pass")), "");
    private static final DmarcResult DMARC = new DmarcResult(
            DmarcResult.Result.PASS,
            "a.example.net",
            "example.net",
            "example.net",
            DmarcResult.Policy.REJECT,
            false,
            true,
            "why");

    private static Mail evaluated() {
        Mail mail = Mails.data(Mails.MESSAGE);
        ask(mail, Identity.HELO, HELO);
        ask(mail, Identity.MAILFROM, MAIL_FROM);
        mail.ask(new DkimResult.Question(), () -> CompletableFuture.completedFuture(List.of(SIGNATURE)));
        mail.ask(new ArcResult.Question(), () -> CompletableFuture.completedFuture(ARC));
        mail.ask(new DmarcResult.Question(), () -> CompletableFuture.completedFuture(DMARC));
        return mail;
    }

    private static SpfResult ask(Mail mail, Identity identity, SpfResult result) {
        return mail.ask(
                        new SpfResult.Question(Network.literal("192.0.2.1"), "h", identity, "s"),
                        () -> CompletableFuture.completedFuture(result))
                .join();
    }

    @Test
    void whatIsFrozenStandsInForAskingAgain() throws JsonProcessingException {
        String frozen = JSON.writeValueAsString(Facts.of(evaluated()));
        Mail again = Mails.data(Mails.MESSAGE);

        Facts.assume(JSON.readTree(frozen), again);

        assertThat(ask(again, Identity.MAILFROM, HELO)).isEqualTo(MAIL_FROM);
        assertThat(ask(again, Identity.HELO, MAIL_FROM)).isEqualTo(HELO);
        assertThat(again.ask(new DkimResult.Question(), CompletableFuture::new))
                .isCompletedWithValue(List.of(SIGNATURE));
        assertThat(again.ask(new ArcResult.Question(), CompletableFuture::new)).isCompletedWithValue(ARC);
        assertThat(again.ask(new DmarcResult.Question(), CompletableFuture::new))
                .isCompletedWithValue(DMARC);
        assertThat(JSON.writeValueAsString(Facts.of(again))).isEqualTo(frozen);
    }

    @Test
    void factsThatAreAbsentAreAskedFor() throws JsonProcessingException {
        Mail mail = Mails.data(Mails.MESSAGE);

        Facts.assume(JSON.readTree("{\"spf\":{\"result\":\"pass\",\"domain\":\"example.net\"}}"), mail);

        assertThat(ask(mail, Identity.MAILFROM, HELO).domain()).isEqualTo("example.net");
        assertThat(ask(mail, Identity.HELO, HELO)).isEqualTo(HELO);
        assertThat(mail.ask(new ArcResult.Question(), () -> CompletableFuture.completedFuture(ARC)))
                .isCompletedWithValue(ARC);
    }

    @Test
    void whatIsNotThereYetIsNoFact() {
        Mail mail = Mails.data(Mails.MESSAGE);
        mail.ask(new DkimResult.Question(), CompletableFuture::new);
        mail.ask(new ArcResult.Question(), () -> CompletableFuture.failedFuture(new IllegalStateException("x")));

        assertThat(Facts.of(mail)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"spf\":{\"result\":\"good\"}}",
                "{\"spf\":{}}",
                "{\"dkim\":{\"result\":\"pass\"}}",
                "{\"dmarc\":{\"result\":\"pass\",\"policy\":\"x\"}}"
            })
    void tellsWhatItDoesNotUnderstand(String facts) throws JsonProcessingException {
        var json = JSON.readTree(facts);

        assertThatThrownBy(() -> Facts.assume(json, Mails.data(Mails.MESSAGE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("facts");
    }
}
