package org.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.admin.Problem.Refusal;

class GuardTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Guard guard =
            new Guard(TOKEN.getBytes(StandardCharsets.US_ASCII), "127.0.0.1", 8081, List.of("serai.example"));

    private void check(@Nullable String host, @Nullable String origin, @Nullable String authorization) throws Refusal {
        guard.check(host, origin, authorization);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8081", "LOCALHOST:8081", "[::1]:8081", "serai.example", "serai.example:8081"})
    void whoHasTheTokenPassesByOurNames(String host) {
        assertThatCode(() -> check(host, null, "Bearer " + TOKEN)).doesNotThrowAnyException();
        assertThatCode(() -> check(host, null, "bearer  " + TOKEN + " ")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8081,,, 401",
        "127.0.0.1:8081,, 'Bearer ', 401",
        "127.0.0.1:8081,, Bearer 0123456789abcdef0123456789abcde, 401",
        "127.0.0.1:8081,, Bearer 0123456789abcdef0123456789abcdeF, 401",
        "127.0.0.1:8081,, Basic 0123456789abcdef0123456789abcdef, 401",
        "127.0.0.1:8081, http://127.0.0.1:8081, Bearer 0123456789abcdef0123456789abcdef, 403",
        "127.0.0.1:8081, '', Bearer 0123456789abcdef0123456789abcdef, 403",
        "127.0.0.1, , Bearer 0123456789abcdef0123456789abcdef, 403",
        "evil.example:8081, , Bearer 0123456789abcdef0123456789abcdef, 403",
        ", , Bearer 0123456789abcdef0123456789abcdef, 403"
    })
    void othersDoNot(@Nullable String host, @Nullable String origin, @Nullable String authorization, int status) {
        assertThatThrownBy(() -> check(host, origin, authorization))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().kind().status()).isEqualTo(status));
    }

    @Test
    void aTokenOfAnotherLengthIsNone() {
        assertThatThrownBy(() -> check("localhost:8081", null, "Bearer " + TOKEN + "0"))
                .isInstanceOf(Refusal.class);
    }
}
