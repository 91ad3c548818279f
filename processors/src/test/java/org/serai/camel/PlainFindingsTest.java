package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.LogCapture;

/** What a file of the policy holds is told without what a terminal would obey. */
class PlainFindingsTest extends PolicyFixture {

    private static final String ESC = "\u001b[31m";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uri: serai:helo | uri: \"serai:\\e31mhello\" | \\u001b31mhello",
                "uri: serai:helo | uri: \"nosuch:\\e[31m\" | there is no component for nosuch:\\u001b[31m",
                "id: helo-helo | id: \"x\\e[31m\\u202E\" | the id x\\u001b[31m\\u202e does not begin with helo-",
                "Bare | \"\\e[31m ${body.x\" | ",
                "uri: serai:helo | \"u\\e[31mri\": serai:helo | u\\u001b[31mri"
            })
    void aFindingHasNoControls(String what, String by, String told) {
        policy.edit(policy.route("helo"), what, by);

        assertThat(policy.check()).isNotEmpty().allSatisfy(problem -> assertThat(problem.toString())
                .doesNotContain("\u001b", "\u202e", "\n"));
        assertThat(Problem.told(policy.check()) + policy.check()).contains(told == null ? "" : told);
        try (var log = LogCapture.of(Generations.class)) {
            policy.generations.reload();
            assertThat(log.lines()).isNotEmpty().allSatisfy(line -> assertThat(line)
                    .doesNotContain("\u001b", "\u202e"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "config/lists/block-client.txt",
        "config/scores.properties",
        "config/policies.yaml",
        "routes/helo.camel.yaml"
    })
    void norHasARefusal(String file) throws IOException {
        Path edited = home.resolve(file);
        Files.writeString(edited, ESC + "nothing\n");
        try (var log = LogCapture.of(Generations.class)) {
            policy.generations.reload();

            assertThat(policy.generations.refusal())
                    .contains(edited.getFileName().toString())
                    .doesNotContain("\u001b");
            assertThat(log.lines()).singleElement().asString().doesNotContain("\u001b");
        }
    }

    @Test
    void aFindingEndsSomewhere() {
        policy.edit(policy.route("helo"), "uri: serai:helo", "uri: \"serai:" + "\\e".repeat(5000) + "\"");

        assertThat(policy.check())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.text().length()).isLessThanOrEqualTo(2_010));
    }

    @Test
    void norHasANameOfAFile() throws IOException {
        Files.writeString(home.resolve("routes/a" + ESC + ".camel.yaml"), "nothing\n");

        assertThat(policy.check().toString())
                .contains("routes/a\\u001b[31m.camel.yaml:1: [syntax]")
                .doesNotContain("\u001b");
    }
}
