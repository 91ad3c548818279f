package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Binder;
import org.serai.history.RateLimit.Per;
import org.serai.history.RateLimit.What;

class RateLimitTest {

    @Test
    void readsAsItIsWritten() {
        RateLimit limit = RateLimit.parse("messages 100/10m per client");

        assertThat(limit)
                .isEqualTo(new RateLimit(What.MESSAGES, new Rate(100, Duration.ofMinutes(10)), Per.CLIENT))
                .hasToString("messages 100 in 10m per client");
        assertThat(limit.key("192.0.2.1/32")).isEqualTo("messages/10m client 192.0.2.1/32");
    }

    @Test
    void limitsOfOneTimeCountTogether() {
        assertThat(RateLimit.parse("messages 5/60m per user").key("a"))
                .isEqualTo(RateLimit.parse("messages 9/1h per user").key("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "messages",
                "messages 100 per client",
                "messages 100/10m for client",
                "messages 100/10m per planet",
                "mails 100/10m per client",
                "messages -1/10m per client",
                "messages 100/1s per client",
                "messages 100/32d per client",
                "messages 9999999999/10m per client"
            })
    void otherWordsAreRefused(String text) {
        assertThatThrownBy(() -> RateLimit.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void defaults() {
        var options = Binder.defaults(Rates.Options.class);

        assertThat(options.limits()).hasSize(2).noneMatch(limit -> limit.per() == Per.SENDER);
        assertThat(options.ownUsers()).hasSize(4).allMatch(limit -> limit.per() == Per.USER);
        assertThat(options.sameSubject()).isEqualTo(new Rate(50, Duration.ofMinutes(10)));
    }
}
