package org.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.camel.Problem;

/** Camel's own schema, and what becomes of its messages. */
class RouteSchemaTest {

    private static final RouteSchema SCHEMA = new RouteSchema();

    @TempDir
    Path temp;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private List<Problem> edited(String what, String by) throws IOException {
        String text = Files.readString(Path.of("../routes/helo.camel.yaml"));
        assertThat(text).contains(what);
        return SCHEMA.problems(Files.writeString(temp.resolve("helo.camel.yaml"), text.replace(what, by)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachFileIsValid(Path file) {
        assertThat(SCHEMA.problems(file)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "description: Bare | descripton: Bare | 15 | there is no descripton in to; did you mean 'description'?",
                "uri: serai:spf | url: serai:spf | 20 | there is no url in to; did you mean 'uri'?",
                "- route: | - rout: | 1 | there is no rout in the file; did you mean 'route'?",
                "id: helo-helo | id: [x] | 14 | id: array found, string expected",
                "- to: | - tto: | 7 | there is no tto in steps; did you mean 'to'?"
            })
    void aMistakeIsToldAtItsLine(String what, String by, int line, String told) throws IOException {
        assertThat(edited(what, by)).anySatisfy(problem -> {
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.text()).isEqualTo(told);
        });
    }

    @Test
    void aKeyThatIsMissingIsToldAtWhatLacksIt() throws IOException {
        assertThat(edited("      uri: direct:helo\n", ""))
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).isEqualTo("uri is missing in from"));
    }

    @Test
    void aPlaceholderMayStandForABoolean() throws IOException {
        assertThat(edited("description: Bare", "disabled: \"{{my.off}}\"\n            description: Bare"))
                .isEmpty();
    }
}
