package org.serai.identity.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagListTest {

    @Test
    void valuesAreWithoutTheWhiteSpaceAroundThem() {
        TagList tags = Objects.requireNonNull(TagList.parse(" v = 1;a=rsa-sha256 ;\th= from : to;b2_x=;"));

        assertThat(tags.get("v")).isEqualTo("1");
        assertThat(tags.get("a")).isEqualTo("rsa-sha256");
        assertThat(TagList.members("from : to")).containsExactly("from", "to");
        assertThat(tags.get("b2_x")).isEmpty();
        assertThat(tags.get("V")).isNull();
        assertThat(tags.first()).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", "a", "a=1; a=2", "=1", "a=1; ==", "1a=1", "a b=1", "a=1;;b=2", "a=\0", "ä=1"})
    void whatIsNone(String text) {
        assertThat(TagList.parse(text)).isNull();
    }
}
