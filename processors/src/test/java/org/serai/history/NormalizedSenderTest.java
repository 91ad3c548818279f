package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.mail.Path;

class NormalizedSenderTest {

    @ParameterizedTest
    @CsvSource({
        "Anna@Sender.Example, anna@sender.example",
        "anna42@sender.example, anna#@sender.example",
        "prvs=4123ABCDEF=anna@sender.example, anna@sender.example",
        "prvs=anna/4123ABCDEF@sender.example, anna@sender.example",
        "btv1==123ABC==anna@sender.example, anna@sender.example",
        "SRS0=HHH=TT=origin.example=anna@forwarder.example, srs#=origin.example=anna@forwarder.example",
        "SRS0+Xy12=7K=origin.example=anna@forwarder.example, srs#=origin.example=anna@forwarder.example",
        "SRS1=HHH=first.example==XX=TT=origin.example=anna@second.example, srs#=origin.example=anna@second.example",
        "list-return-1234-bob=example.org@lists.example, list-return-#-*@lists.example",
        "bounces+17-ab-bob.b=example.org@mailer.example, bounces+#-ab-*@mailer.example",
        "0100018c7e1d2f3a-5b6c7d8e-1234-000000@ses.example, #@ses.example",
        "bounce-9f8e7d6c5b4a-x@mailer.example, bounce-#@mailer.example",
        "a=b@sender.example, a=b@sender.example",
        "prvs=@sender.example, prvs=@sender.example",
        "newsletter@sender.example, newsletter@sender.example",
        "a@bücher.example, a@xn--bcher-kva.example",
        "'\"anna\"@sender.example', anna@sender.example",
    })
    void changesOfOneSenderAreTheSame(String said, String normalized) {
        assertThat(NormalizedSender.of(Mails.path(said))).isEqualTo(normalized);
    }

    @Test
    void theNullReversePathHasAName() {
        assertThat(NormalizedSender.of(Path.NULL)).isEqualTo("<>");
    }

    @Test
    void longPartsOfKeysAreBoundedAndStillDiffer() {
        String one = BoundedKey.of("a".repeat(2000));

        assertThat(one).hasSize(133).startsWith("aaa");
        assertThat(BoundedKey.of("a".repeat(1999) + "b")).isNotEqualTo(one).hasSize(133);
        assertThat(BoundedKey.of("a".repeat(99) + "😀" + "a".repeat(200))).doesNotContain("\uD83D");
        assertThat(BoundedKey.of("anna@sender.example")).isEqualTo("anna@sender.example");
    }
}
