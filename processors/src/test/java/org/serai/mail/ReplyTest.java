package org.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

    @Test
    void readsWhatItWrites() {
        Reply reply = Reply.of(550, "5.7.1", "No thanks");
        assertThat(reply.toString()).isEqualTo("550 5.7.1 No thanks");
        assertThat(Reply.parse(reply.toString())).isEqualTo(reply);
        assertThat(Reply.parse("250")).isEqualTo(Reply.of(250, "", ""));
        assertThat(Reply.parse("250 Ok 2.0.0")).isEqualTo(Reply.of(250, "", "Ok 2.0.0"));
    }

    @Test
    void everyLineCarriesTheCode() {
        assertThat(new Reply(550, "5.7.1", List.of("No", "Really")).wire())
                .isEqualTo("550-5.7.1 No\r\n550 5.7.1 Really\r\n");
    }

    @Test
    void noTextBreaksTheLine() {
        assertThat(Reply.of(550, "5.7.1", "a\r\n250 b\u0000c").wire()).isEqualTo("550 5.7.1 a??250 b?c\r\n");
        assertThat(Reply.of(550, "", "x".repeat(2000)).wire()).hasSizeLessThanOrEqualTo(512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "2500", "650 no", "150 no", "25x", "250-no", "ab"})
    void otherTextIsNoReply(String text) {
        assertThatThrownBy(() -> Reply.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.7.1", "2.0.0", "4.7.999", "5.123.1"})
    void statusCodes(String text) {
        assertThat(Reply.isStatus(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5.7", "5.7.", "3.0.0", "5.7.1000", "5..1", "5.7.1.1", "x.7.1", "5-7-1"})
    void othersAreNone(String text) {
        assertThat(Reply.isStatus(text)).isFalse();
    }
}
