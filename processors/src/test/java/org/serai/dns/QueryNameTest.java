package org.serai.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QueryNameTest {

    @Test
    void isTheSameHoweverItIsWritten() {
        assertThat(QueryName.of("A.Example.")).isEqualTo(QueryName.of("a.example"));
        assertThat(QueryName.of("\u00c9.example")).isNotEqualTo(QueryName.of("\u00e9.example"));
    }

    @Test
    void standsOnTheWireAsLabelsWithTheirLength() {
        QueryName name = Objects.requireNonNull(QueryName.of("mx1.Example"));

        assertThat(new String(name.wire(), StandardCharsets.ISO_8859_1)).isEqualTo("\3mx1\7example\0");
    }
}
