package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.mail.Phase;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** How the files of {@code routes/} look. */
class RouteFilesTest {

    private static final Path ROUTES = Path.of("../routes");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(RouteSources.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> policy() throws IOException {
        return new RouteSources(ROUTES, ROUTES, ROUTES, ROUTES, ROUTES, ROUTES, ROUTES).routeFiles();
    }

    private static JsonNode read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Object yaml = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return new ObjectMapper().valueToTree(yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> routes() throws IOException {
        var out = new ArrayList<JsonNode>();
        for (Path file : files()) {
            for (JsonNode entry : read(file)) {
                if (entry.has("route")) {
                    out.add(entry.path("route"));
                }
            }
        }
        return out;
    }

    /** All steps below a node that holds {@code steps}, branches included. */
    private static List<JsonNode> steps(JsonNode node) {
        var out = new ArrayList<JsonNode>();
        for (JsonNode step : node.path("steps")) {
            JsonNode body = step.elements().next();
            out.add(body);
            out.addAll(steps(body));
            for (JsonNode when : body.path("when")) {
                out.add(when);
                out.addAll(steps(when));
            }
            if (body.has("otherwise")) {
                out.add(body.path("otherwise"));
                out.addAll(steps(body.path("otherwise")));
            }
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("policy")
    void aFileIsNamedAsItsLastRouteAndHasOneBlankLineBetweenTwo(Path file) throws IOException {
        String name = file.getFileName().toString().replace(RouteSources.SUFFIX, "");
        JsonNode last = read(file).get(read(file).size() - 1);

        assertThat(last.has("route") ? last.path("route").path("id").asText() : name)
                .isEqualTo(name);
        assertThat(Files.readString(file)).doesNotContain("\n\n\n", "\t", " \n").endsWith("\n");
        assertThat(Files.readAllLines(file)).allSatisfy(line -> assertThat(line).hasSizeLessThan(120));
    }

    @Test
    void eachRouteAndStepHasAnIdAndEachRouteADescription() throws IOException {
        Set<String> ids = new TreeSet<>();
        for (JsonNode route : routes()) {
            String id = route.path("id").asText();
            assertThat(id).matches("[a-z][a-z-]*");
            assertThat(ids.add(id)).as("%s stands once", id).isTrue();
            assertThat(route.path("description").asText()).as(id).endsWith(".");
            assertThat(steps(route.path("from"))).isNotEmpty();
            for (JsonNode step : steps(route.path("from"))) {
                String own = step.path("id").asText();
                assertThat(own).as("a step of %s: %s", id, step).startsWith(id + "-");
                assertThat(ids.add(own)).as("%s stands once", own).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void eachPhaseBeginsWithPrepareAndEndsWithTheVerdict(Phase phase) throws IOException {
        JsonNode route = routes().stream()
                .filter(each -> each.path("id").asText().equals(phase.id()))
                .findFirst()
                .orElseThrow();
        JsonNode steps = route.path("from").path("steps");

        assertThat(route.path("from").path("uri").asText()).isEqualTo("direct:" + phase.id());
        int before =
                switch (phase) {
                    case CONNECT, HELO, MAIL_FROM -> 0;
                    // Behind relay and rates: who is refused there starts no look-up.
                    case RCPT_TO -> 2;
                    // Once it is known whose mail it is.
                    case DATA -> 1;
                };
        assertThat(steps.get(before).path("to").path("uri").asText()).isEqualTo("serai:prepare");
        assertThat(steps.get(steps.size() - 1).path("to").path("uri").asText()).isEqualTo("direct:verdict");
    }

    @Test
    void onlyTheVerdictAndWhatItCallsSetTheReply() throws IOException {
        for (JsonNode route : routes()) {
            if (Stream.of(Phase.values())
                    .anyMatch(phase -> phase.id().equals(route.path("id").asText()))) {
                assertThat(steps(route.path("from")))
                        .extracting(step -> step.path("uri").asText())
                        .doesNotContain("serai:reply", "serai:deliver", "serai:quarantine", "serai:recipient");
            }
        }
    }

    /** What a 250 relies on; docs/quarantine.md names these as what no edit may take out. */
    @ParameterizedTest
    @CsvSource({
        "quarantine-topic, true",
        "dead-letter-topic, true",
        "verdict-topic, false",
        "parked-records, false",
    })
    void whatGoesToATopicIsConfirmedByAllReplicasAndWrittenOnce(String id, boolean placed) throws IOException {
        JsonNode route = routes().stream()
                .filter(each -> each.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();

        assertThat(steps(route.path("from")))
                .filteredOn(step -> step.path("parameters").has("brokers"))
                .singleElement()
                .satisfies(step -> {
                    JsonNode parameters = step.path("parameters");
                    assertThat(parameters.path("requestRequiredAcks").asText()).isEqualTo("all");
                    assertThat(parameters.path("enableIdempotence").asText()).isEqualTo("true");
                    assertThat(parameters.path("recordMetadata").asText()).isEqualTo(placed ? "true" : "");
                });
    }
}
