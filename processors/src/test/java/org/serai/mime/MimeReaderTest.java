package org.serai.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.Binder;
import org.serai.config.ConfigException;

/** The properties {@code mime.*}. */
class MimeReaderTest {

    private static final String NESTED = "Content-Type: message/rfc822\n\n".repeat(5) + "Subject: x\n\nhi\n";
    private static final String MANY = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\na\n".repeat(5);
    private static final String LONG = "Subject: x\nTo: z\nX: " + "y".repeat(2000) + "\n\nhi\n";

    @ParameterizedTest
    @CsvSource({"max-depth, 3, TOO_DEEP", "max-parts, 4, TOO_MANY_PARTS", "max-header, 1KB, HEADER_TOO_LARGE"})
    void whatLiesBeyondALimitIsToldAndNotLookedAt(String property, String value, Problem problem) {
        String text = property.equals("max-depth") ? NESTED : property.equals("max-parts") ? MANY : LONG;
        assertThat(Messages.view(Messages.message(text)).problems()).doesNotContain(problem);
        MimeView view = reader(Map.of(property, value)).view(Messages.message(text));
        assertThat(view.problems()).contains(problem);
        assertThat(view.parts()).hasSizeLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "max-depth, 0",
        "max-depth, 1001",
        "max-parts, 0",
        "max-parts, 100001",
        "max-header, 1023",
        "max-header, 17MB"
    })
    void aValueOutOfRangeIsRefused(String property, String value) {
        assertThatThrownBy(() -> reader(Map.of(property, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(property);
    }

    @Test
    void theHeaderEndsWithItsLastWholeField() {
        MimeView view = reader(Map.of("max-header", "1KB")).view(Messages.message(LONG));
        assertThat(view.headerTruncated()).isTrue();
        assertThat(view.headers()).extracting(MimeView.Field::name).containsExactly("Subject", "To");
    }

    private static MimeReader reader(Map<String, String> said) {
        return new MimeReader(Binder.bind(MimeReader.Limits.class, name -> "mime." + name, said::get));
    }
}
