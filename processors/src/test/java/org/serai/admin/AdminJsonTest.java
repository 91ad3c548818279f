package org.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.admin.ReleaseResult.Outcome;

class AdminJsonTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsOrders() throws Refusal {
        assertThat(AdminJson.release("i", null)).isEqualTo(new ReleaseOrder("i", List.of(), "", false, null));
        assertThat(AdminJson.release(
                        "i",
                        bytes("{\"recipients\":[\"b@example.org\"],\"by\":\"anna\",\"administrator\":true,"
                                + "\"trainAsHam\":false}")))
                .isEqualTo(new ReleaseOrder("i", List.of("b@example.org"), "anna", true, false));
        assertThat(AdminJson.command(bytes("{\"id\":\"i\",\"trainAsHam\":true}")))
                .isEqualTo(new ReleaseOrder("i", List.of(), "", false, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "null",
                "{}",
                "{\"id\":1}",
                "{\"id\":\"\"}",
                "{\"id\":\"i\"} {}",
                "{\"id\":\"i\",\"id\":\"j\"}",
                "{\"id\":\"i\",\"administrator\":true}",
                "{\"id\":\"i\",\"recipients\":\"b@example.org\"}",
                "{\"id\":\"i\",\"recipients\":[]}",
                "{\"id\":\"i\",\"recipients\":[1]}",
                "{\"id\":\"i\",\"trainAsHam\":\"yes\"}",
                "{\"id\":\"i\",\"by\":null}"
            })
    void refusesCommandsThatAreNone(String value) {
        assertThatThrownBy(() -> AdminJson.command(bytes(value)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().kind()).isEqualTo(Kind.BAD_REQUEST));
    }

    @Test
    void refusesWhatIsNestedDeep() {
        assertThatThrownBy(() -> AdminJson.command(bytes("[".repeat(100_000)))).isInstanceOf(Refusal.class);
    }

    @Test
    void writesAscii() {
        var result = new ReleaseResult(
                "i", List.of(new ReleaseResult.Recipient("\u00e4@example.org", Outcome.ALREADY_RELEASED, "")));

        assertThat(AdminJson.result(result))
                .isEqualTo("{\"id\":\"i\",\"done\":true,\"recipients\":[{\"recipient\":\"\\u00E4@example.org\","
                        + "\"outcome\":\"already-released\"}]}");
        assertThat(AdminJson.problem(new Problem(Kind.GONE, "Gone", "\u2028")))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Gone\",\"status\":410,\"detail\":\"\\u2028\"}");
    }
}
