package org.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.serai.Main;
import org.serai.camel.Rule;
import picocli.CommandLine;

/** The command as one types it, on a copy of the shipped routes. */
class CheckCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The directory of the tests, as names are relative to it. */
    @TempDir(factory = Below.class)
    Path temp;

    private Path routes;
    private final StringWriter out = new StringWriter();

    /** Below the working directory. */
    static final class Below implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory(Path.of("target"), "check");
        }
    }

    @BeforeEach
    void copy() throws IOException {
        routes = temp.resolve("routes");
        Path from = Path.of("../routes");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = routes.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(
                List.of("check", "-Dconfig.dir=" + Path.of("../config").toAbsolutePath()));
        all.addAll(List.of(arguments));
        out.getBuffer().setLength(0);
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(all.toArray(String[]::new));
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private void edit(String file, String what, String by) throws IOException {
        Path path = routes.resolve(file + ".camel.yaml");
        String text = Files.readString(path);
        assertThat(text).contains(what);
        Files.writeString(path, text.replace(what, by));
    }

    private static List<String> invalid(JsonNode log) {
        try (InputStream in = CheckCommandTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(in);
            return schema.validate(log).stream().map(Object::toString).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theShippedRoutesAreRight() {
        assertThat(run(routes.toString())).isZero();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatIsWrongIsALineEachAndStatusOne() throws IOException {
        edit("helo", "uri: serai:helo", "uri: serai:hello");
        edit("data", "description: Viruses", "descripton: Viruses");
        edit("data", "description: The test message", "descriptin: The test message");
        edit("listeners/smtp", "{{smtp.port}}", "{{smtp.prot}}");
        edit(
                "listeners/digest",
                "one\n                        uri: direct:digest-send",
                "one\n                        uri: direct:digest-sent");

        assertThat(run(routes.toString())).isEqualTo(1);
        assertThat(lines())
                .containsExactly(
                        routes
                                + "/data.camel.yaml:48: [schema] there is no descriptin in to; did you mean 'description'?",
                        routes
                                + "/data.camel.yaml:56: [schema] there is no descripton in to; did you mean 'description'?",
                        routes
                                + "/helo.camel.yaml:13: [unknown-step] there is no step serai:hello; did you mean 'helo'? There are: "
                                + lines().get(2).substring(lines().get(2).indexOf("arc,")),
                        routes
                                + "/listeners/digest.camel.yaml:74: [unknown-endpoint] no route begins with direct:digest-sent",
                        routes + "/listeners/smtp.camel.yaml:5: [unknown-property] there is no property 'smtp.prot';"
                                + " did you mean 'smtp.port'? See docs/properties.md; names of your own begin with my.");
    }

    @Test
    void aKeyThatStandsTwiceIsToldWithItsLine() throws IOException {
        edit("helo", "uri: serai:helo", "uri: serai:helo\n            uri: serai:spf");
        edit("listeners/smtp", "uri: serai:policy", "uri: serai:policy\n            uri: serai:policy");

        assertThat(run(routes.toString())).isEqualTo(1);
        assertThat(lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .containsPattern("camel.yaml:1[0-9]: ")
                .endsWith("[syntax] uri stands twice here: take one of them out"));
    }

    @Test
    void aListenerIsReadAsFarAsItCanBeWithoutStarting() throws IOException {
        edit("listeners/smtp", "- route:\n", "- route: [\n");
        edit("listeners/mailbox", "id: mailbox-keep", "id: keep");
        edit("listeners/digest-door", "uri: serai:digest-act", "uri: nosuch:act");
        edit("listeners/digest", "id: digest-send\n", "id: digest\n");

        assertThat(run(routes.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "smtp.camel.yaml:1: [syntax] ",
                        "mailbox.camel.yaml:12: [step-id] the id keep does not begin with mailbox-",
                        "digest-door.camel.yaml:24: [unknown-endpoint] there is no component for nosuch:act",
                        "digest.camel.yaml:45: [duplicate-id] another route has the id digest: ");
    }

    @Test
    void sarifIsValidByItsSchemaAndNamesRulesFilesAndLines() throws IOException {
        edit("helo", "uri: serai:helo", "uri: serai:hello");
        edit("helo", "id: helo-lists", "id: lists");
        Files.delete(routes.resolve("audit.camel.yaml"));
        Path file = temp.resolve("check.sarif");

        assertThat(run(routes.toString(), "--sarif", file.toString())).isEqualTo(1);

        JsonNode log = JSON.readTree(file.toFile());
        assertThat(invalid(log)).isEmpty();
        JsonNode run = log.path("runs").path(0);
        assertThat(run.at("/tool/driver/rules").findValuesAsText("id"))
                .containsExactlyElementsOf(
                        Stream.of(Rule.values()).map(Rule::id).toList());
        JsonNode results = run.path("results");
        assertThat(results).hasSize(3).hasSameSizeAs(lines());
        JsonNode missing = results.path(0);
        assertThat(missing.path("ruleId").asText()).isEqualTo("missing-route");
        assertThat(missing.at("/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .isEqualTo(routes.toString());
        JsonNode id = results.path(1);
        assertThat(id.path("ruleId").asText()).isEqualTo("step-id");
        assertThat(id.path("level").asText()).isEqualTo("warning");
        JsonNode step = results.path(2);
        assertThat(step.path("ruleId").asText()).isEqualTo("unknown-step");
        assertThat(run.at("/tool/driver/rules")
                        .path(step.path("ruleIndex").asInt())
                        .path("id")
                        .asText())
                .isEqualTo("unknown-step");
        assertThat(step.path("level").asText()).isEqualTo("error");
        assertThat(step.at("/message/text").asText()).contains("did you mean 'helo'?");
        assertThat(step.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
                .isEqualTo(routes + "/helo.camel.yaml");
        assertThat(step.at("/locations/0/physicalLocation/region/startLine").asInt())
                .isEqualTo(13);
    }

    @Test
    void sarifToStandardOutputIsAlone() throws IOException {
        assertThat(run(routes.toString(), "--sarif", "-")).isZero();

        JsonNode log = JSON.readTree(out.toString());
        assertThat(invalid(log)).isEmpty();
        assertThat(log.at("/runs/0/results")).isEmpty();
    }

    @Test
    void wrongUsageIsStatusTwo() throws IOException {
        assertThat(run("--serif", "x")).isEqualTo(2);
        assertThat(run(temp.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(run("-Dthreshold.tag=many", routes.toString())).isEqualTo(2);
        assertThat(run(Files.createDirectory(temp.resolve("empty")).toString())).isEqualTo(2);
    }

    /** Whatever properties of an installation say. */
    @Test
    void thePropertiesCount() {
        assertThat(run("-Dquarantine.reply=reject", "-Dmode=monitor", routes.toString()))
                .isZero();
    }
}
