package org.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, durations, and the name that was meant. */
class ValuesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "2048, 2048",
        "10B, 10",
        "256KB, 262144",
        "1 kb, 1024",
        "50MB, 52428800",
        "3GB, 3221225472",
        "999999999999, 999999999999",
        "999999999GB, 1073741822926258176"
    })
    void sizes(String text, long bytes) {
        assertThat(Size.parse(text)).isEqualTo(new Size(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5MB", "1TB", "MB", "12KB3", "1000000000KB", "9999999999999", "0x10", "１"})
    void noSizes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Size.parse(text))
                .withMessage("not a size such as 2048, 256KB, 50MB or 1GB");
    }

    @Test
    void aSizeThatIsNoArrayLengthFails() {
        assertThat(new Size(Integer.MAX_VALUE).intBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> Size.parse("2GB").intBytes()).isInstanceOf(ArithmeticException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new Size(-1));
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "0s, PT0S", "60s, PT1M", "5m, PT5M", "28h, PT28H", "36d, PT864H"})
    void durations(String text, Duration time) {
        assertThat(Durations.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "5 s", "-5s", "1.5h", "5S", "s", "1w", "1000000000s", "PT5S", "36501d", "999999999h"})
    void noDurations(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.prot, smtp.port",
        "smtp.portt, smtp.port",
        "smtp.max-conections, smtp.max-connections",
        "HELO_BAREIP, HELO_BARE_IP"
    })
    void theNearestNameIsProposed(String wrong, String meant) {
        var known = List.of("smtp.host", "smtp.port", "smtp.max-connections", "HELO_BARE_IP");

        assertThat(Nearest.to(wrong, known)).isEqualTo("; did you mean '" + meant + "'?");
    }

    @Test
    void whereNoNameIsNearNoneIsProposed() {
        assertThat(Nearest.to("completely.different", List.of("smtp.port"))).isEqualTo(".");
        assertThat(Nearest.to("x", List.of())).isEqualTo(".");
    }
}
