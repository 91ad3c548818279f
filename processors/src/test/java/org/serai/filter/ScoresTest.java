package org.serai.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.ConfigException;
import org.serai.mail.Disposition;
import org.serai.mail.Weight;

class ScoresTest {

    private static final Set<String> SYMBOLS = Set.of("HELO_BARE_IP", "SPF_FAIL", "RELAY_DENIED", "LISTS_DISCARD");

    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void name() {
        file = temp.resolve("scores.properties");
    }

    @ParameterizedTest
    @CsvSource({
        "2.5, 2.5, , USUAL",
        "-5, -5, , USUAL",
        "+1, 1, , USUAL",
        "0, 0, , USUAL",
        "REJECT, 0, REJECT, USUAL",
        "reject, 0, REJECT, USUAL",
        "DEFER always, 0, DEFER, ALWAYS",
        "DEFER suspicious, 0, DEFER, SUSPICIOUS",
        "ACCEPT, 0, ACCEPT, USUAL",
        "QUARANTINE, 0, QUARANTINE, USUAL"
    })
    void aLineIsPointsOrADisposition(String value, double points, @Nullable Disposition decides, Weight.Force force)
            throws IOException {
        Files.writeString(file, "# comment\n\n  SPF_FAIL=" + value + "  \n");
        Scores scores = Scores.load(file, SYMBOLS);

        assertThat(scores.of("SPF_FAIL")).isEqualTo(new Weight(points, decides, force));
        assertThat(scores.has("SPF_FAIL")).isTrue();
        assertThat(scores.has("HELO_BARE_IP")).isFalse();
        assertThat(scores.of("HELO_BARE_IP")).isEqualTo(Weight.NONE);
    }

    @Test
    void onlyAListMayThrowMailAway() throws IOException {
        Files.writeString(file, "LISTS_DISCARD = DISCARD\n");

        assertThat(Scores.load(file, SYMBOLS).of("LISTS_DISCARD"))
                .isEqualTo(new Weight(0, Disposition.DISCARD, Weight.Force.USUAL));
    }

    @ParameterizedTest
    @CsvSource({
        "SPF_FAIL 3, 'SPF_FAIL 3'' is not SYMBOL = value'",
        "SPF_FIAL = 3, no filter has the symbol SPF_FIAL; did you mean 'SPF_FAIL'?",
        "SPF_FAIL = TAG, 'TAG' is neither points such as 2.5 nor ACCEPT",
        "SPF_FAIL = , ''' is neither points'",
        "SPF_FAIL = NaN, 'NaN' is neither points",
        "SPF_FAIL = 1e3, '1e3' is neither points",
        "SPF_FAIL = 12345, '12345' is neither points",
        "SPF_FAIL = 3 always, '3 always' is neither points",
        "SPF_FAIL = REJECT allways, 'REJECT allways' is neither points",
        "SPF_FAIL = DISCARD, only LISTS_DISCARD may be DISCARD",
        "RELAY_DENIED = REJECT, RELAY_DENIED stands twice"
    })
    void anErrorNamesFileAndLine(String line, String told) throws IOException {
        Files.writeString(file, "# ours\nRELAY_DENIED = REJECT always\n" + line + "\n");

        assertThatThrownBy(() -> Scores.load(file, SYMBOLS))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ":3: ")
                .hasMessageContaining(told);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        assertThatThrownBy(() -> Scores.load(file, SYMBOLS))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + " cannot be read: ");

        Files.write(file, new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> Scores.load(file, SYMBOLS))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + " cannot be read: it is not in UTF-8");
    }

    @Test
    void theShippedTableKnowsAllSymbols() {
        Scores scores = Scores.load(Path.of("../config/scores.properties"), Filters.symbols());

        assertThat(Filters.symbols()).allMatch(scores::has);
    }
}
