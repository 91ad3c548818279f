package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Edits;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Verdict;

class SpamFieldsTest {

    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
    }

    private static Mail mail(double score, List<String> symbols) {
        return Mails.found(
                        symbols.stream().map(symbol -> Finding.of(symbol, "")).toArray(Finding[]::new))
                .judged(new Verdict(score, Disposition.TAG, "", "7.1"));
    }

    @Test
    void threeFieldsAsClientsAndSieveScriptsKnowThem() {
        Locale.setDefault(Locale.GERMANY);
        Edits edits = SpamFields.on(mail(6.25, List.of("HELO_BARE_IP", "HEADER_NO_DATE", "HELO_BARE_IP")), 5);

        assertThat(edits.prepended())
                .containsExactly(
                        "X-Spam-Flag: YES",
                        "X-Spam-Score: 6.3",
                        "X-Spam-Status: Yes, score=6.3 required=5.0\r\n\ttests=HELO_BARE_IP,HEADER_NO_DATE");
        assertThat(edits.removed()).isEmpty();
    }

    @Test
    void standAboveWhatWasPrependedBeforeAndKeepWhatIsRemoved() {
        var removed = List.of(new Edits.Range("X-Spam-Flag", 0, 18));
        Mail mail = mail(5, List.of("A")).edited(new Edits(List.of("X-Other: 1"), removed));
        Edits edits = SpamFields.on(mail, 5);

        assertThat(edits.prepended()).hasSize(4).endsWith("X-Other: 1");
        assertThat(edits.removed()).isEqualTo(removed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 20, 200})
    void foldsBeforeALineIsLongerThan78(int symbols) {
        List<String> names = IntStream.range(0, symbols)
                .mapToObj(i -> "FILTER_" + "X".repeat(i * 7 % 60) + i)
                .toList();
        String field = SpamFields.on(mail(123.4, names), 5).prepended().get(2);

        assertThat(field.split("\r\n", -1))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(78).isNotBlank())
                .filteredOn(line -> !line.startsWith("X-Spam-Status"))
                .allSatisfy(line -> assertThat(line).startsWith("\t"));
        String tests = field.substring(field.indexOf("tests=") + 6).replace("\r\n\t", "");
        assertThat(tests).isEqualTo(String.join(",", names));
    }
}
