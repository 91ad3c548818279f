package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    void longKeysAreBoundedAndStillDiffer() {
        String one = BoundedKey.of("a".repeat(2000));

        assertThat(one).hasSize(41).startsWith("aaa");
        assertThat(BoundedKey.of("a".repeat(1999) + "b")).isNotEqualTo(one).hasSize(41);
        assertThat(BoundedKey.of("anna@sender.example", "b".repeat(200)))
                .startsWith("anna@sender.example bbbbbbbbbbbbbbbb~")
                .hasSize(61);
        assertThat(BoundedKey.of("anna@sender.example")).isEqualTo("anna@sender.example");
        assertThat(BoundedKey.of("192.0.2.0/24", "a".repeat(56), "b".repeat(55)))
                .as("what fits stays readable")
                .isEqualTo("192.0.2.0/24 " + "a".repeat(56) + " " + "b".repeat(55))
                .hasSize(BoundedKey.MOST);
    }

    /** One character beyond Latin-1 makes the heap keep two octets of each. */
    @Test
    void aKeyTakesNoMoreThanItsOctetsOfTheHeapWhateverItIsMadeOf() {
        assertThat(BoundedKey.of("192.0.2.0/24", "李@例子.example", "anna@example.org"))
                .isEqualTo("192.0.2.0/24 李@例子.example anna@example.org");
        for (String rest : List.of("", "李", "😀", "ü")) {
            for (int length = 0; length < 300; length++) {
                String part = "a".repeat(length) + rest;
                String key = BoundedKey.of("2001:db8:1234:5678:0:0:0:0/64", part, rest + part);
                boolean latin = key.chars().allMatch(c -> c <= 0xFF);
                assertThat(key.length() * (latin ? 1 : 2)).as(key).isLessThanOrEqualTo(BoundedKey.MOST);
            }
        }
    }
}
