package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.config.ConfigException;
import org.serai.mail.Phase;

/** Edits of the policy that must be refused, with file and line, while the old policy goes on. */
class BadEditTest extends PolicyFixture {

    private static final String VERDICT = "uri: direct:verdict";

    /**
     * An edit that must be refused.
     *
     * @param file below the home
     * @param told what the refusal must hold: the place first
     */
    record BadEdit(String name, String file, String what, String by, String... told) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String STEP = "- to:\n            id: helo-lists\n            uri: serai:lists";
    private static final String HELO = "routes/helo.camel.yaml";

    static final List<BadEdit> BAD_EDITS = List.of(
            new BadEdit("syntax error", HELO, "- route:\n", "- route: [\n", "helo.camel.yaml:1: [syntax] "),
            new BadEdit(
                    "tabulator",
                    HELO,
                    "    id: helo\n",
                    "\tid: helo\n",
                    "helo.camel.yaml:2: [syntax] indent with spaces"),
            new BadEdit(
                    "unclosed quote",
                    HELO,
                    "description: Bare",
                    "description: \"Bare",
                    "helo.camel.yaml:15: [syntax] what opens here, a quote or a bracket, is not closed"),
            new BadEdit(
                    "a colon in a text",
                    HELO,
                    "description: Bare",
                    "description: Bare: all",
                    "helo.camel.yaml:15: [syntax] no colon can stand here"),
            new BadEdit(
                    "a list item under the wrong level",
                    HELO,
                    "        - to:\n            id: helo-lists",
                    "      - to:\n            id: helo-lists",
                    "helo.camel.yaml:10: [syntax] this line does not fit those above it"),
            new BadEdit("no list", HELO, "- route:", "route:", "helo.camel.yaml:1: [syntax] a route file is a list"),
            new BadEdit("nothing but a comment", HELO, "", "# later\n", "helo.camel.yaml: [syntax] the file is empty"),
            new BadEdit("deep", HELO, "", "- ".repeat(1000), "helo.camel.yaml:1: [syntax] nested too deep"),
            new BadEdit(
                    "a key that stands twice",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:helo\n            parameters: { mode: enforce }\n            parameters: { resolve: false }",
                    "helo.camel.yaml:18: [syntax] parameters stands twice here"),
            new BadEdit(
                    "a long text",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:" + "x".repeat(900_000),
                    "helo.camel.yaml:16: [syntax] this text has more than 8192 characters"),
            new BadEdit(
                    "a file of 10 MB",
                    "routes/more.camel.yaml",
                    "",
                    "# more\n".repeat(1_500_000),
                    "more.camel.yaml: [syntax] a route file has at most 1 MB"),
            new BadEdit(
                    "a route id of another file",
                    "routes/more.camel.yaml",
                    "",
                    "- route:\n    id: helo\n    from: { uri: 'direct:more', steps: [ { to: 'direct:verdict' } ] }\n",
                    "more.camel.yaml:1: [duplicate-id] another route has the id helo: ",
                    "helo.camel.yaml:1"),
            new BadEdit(
                    "unknown step",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:hello",
                    "helo.camel.yaml:13: [unknown-step] there is no step serai:hello; did you mean 'helo'?"),
            new BadEdit(
                    "unknown option",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:helo\n            parameters: { mod: score }",
                    "helo.camel.yaml:13: [unknown-option] serai:helo has no option 'mod'; did you mean 'mode'? It has: resolve, mode"),
            new BadEdit(
                    "wrong value of an option",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:helo\n            parameters: { mode: sometimes }",
                    "helo.camel.yaml:13: [unknown-option] option mode of serai:helo = 'sometimes': must be one of enforce, monitor, off, score"),
            new BadEdit(
                    "a wire tap that leads nowhere",
                    HELO,
                    STEP,
                    "- wireTap:\n            id: helo-lists\n            uri: direct:nowhere",
                    "no route begins with direct:nowhere (step helo-lists of route helo)"),
            new BadEdit(
                    "a dynamic step that leads nowhere",
                    HELO,
                    STEP,
                    "- toD:\n            id: helo-lists\n            uri: direct:nowhere",
                    "no route begins with direct:nowhere (step helo-lists of route helo)"),
            new BadEdit(
                    "an enricher that asks nobody",
                    HELO,
                    STEP,
                    "- enrich:\n            id: helo-lists\n            constant: direct:nowhere",
                    "no route begins with direct:nowhere (step helo-lists of route helo)"),
            new BadEdit(
                    "a dynamic step to an unknown component",
                    HELO,
                    STEP,
                    "- toD:\n            id: helo-lists\n            uri: nosuch:thing",
                    "helo.camel.yaml:10: [unknown-endpoint] there is no component for nosuch"),
            new BadEdit(
                    "a processor that nobody knows",
                    HELO,
                    STEP,
                    "- process:\n            id: helo-lists\n            ref: nobody",
                    "helo.camel.yaml:10: [unknown-bean] there is no bean nobody"),
            new BadEdit(
                    "a language that is not there",
                    HELO,
                    STEP,
                    "- setVariable:\n            id: helo-lists\n            name: x\n            groovy: x",
                    "helo.camel.yaml:10: [forbidden] conditions and values are in simple or constant, not in groovy"),
            new BadEdit(
                    "a condition without its end",
                    HELO,
                    STEP,
                    "- filter:\n            id: helo-lists\n            simple: ${body.has('HELO_SYNTAX'}\n            steps:\n              - stop: {}",
                    "helo.camel.yaml:10: [expression] this expression cannot be read: ${body.has('HELO_SYNTAX'}"),
            new BadEdit(
                    "a condition with a wrong operator",
                    HELO,
                    STEP,
                    "- choice:\n            id: helo-lists\n            when:\n              - simple: ${variable.phase} = 'helo'\n                steps:\n                  - stop: {}",
                    "helo.camel.yaml:13: [expression] this expression cannot be read",
                    "Unexpected token ="),
            new BadEdit(
                    "a question that a mail does not know",
                    HELO,
                    STEP,
                    "- log:\n            id: helo-lists\n            message: ${body.hass(1)}",
                    "helo.camel.yaml:10: [expression] this expression cannot be read: ${body.hass(1)}: a policy may not ask body.hass; did you mean 'has'? Below body it may ask: content, envelope, findings, has, id, phase, ran, session, started, verdict."),
            new BadEdit(
                    "a symbol that no filter finds",
                    HELO,
                    STEP,
                    "- filter:\n            id: helo-lists\n            simple: ${body.has('HELO_BAREIP')}\n            steps:\n              - stop: {}",
                    "helo.camel.yaml:10: [unknown-symbol] no filter finds HELO_BAREIP; did you mean 'HELO_BARE_IP'?"),
            new BadEdit(
                    "unknown component",
                    HELO,
                    VERDICT,
                    "uri: nosuch:thing",
                    "helo.camel.yaml:25: [unknown-endpoint] there is no component for nosuch:"),
            new BadEdit(
                    "direct without a route",
                    HELO,
                    VERDICT,
                    "uri: direct:nosuch",
                    "helo.camel.yaml:25: [unknown-endpoint] no route begins with direct:nosuch"),
            new BadEdit(
                    "unknown placeholder",
                    "routes/verdict.camel.yaml",
                    "{{threshold.quarantine}}",
                    "{{threshold.quarantaine}}",
                    "verdict.camel.yaml:12: [unknown-property] there is no property 'threshold.quarantaine'; did you mean 'threshold.quarantine'?"),
            new BadEdit("typo in a YAML key", HELO, "steps:\n", "stepps:\n", "helo.camel.yaml:7: [schema] ", "stepps"),
            new BadEdit(
                    "typo in a key of a step",
                    HELO,
                    "description: Bare",
                    "descripton: Bare",
                    "helo.camel.yaml:15: [schema] ",
                    "descripton"),
            new BadEdit(
                    "a wrong expression",
                    "routes/verdict.camel.yaml",
                    "simple: ${variable.phase} == 'rcpt-to'",
                    "simple: ${variable.phase == 'rcpt-to'",
                    "verdict.camel.yaml:55: [expression] "),
            new BadEdit("an empty file", HELO, "", "", "helo.camel.yaml: [syntax] the file is empty"),
            new BadEdit(
                    "a route that begins elsewhere",
                    HELO,
                    "uri: direct:helo",
                    "uri: direct:ehlo",
                    "helo.camel.yaml:1: [missing-route] no route begins with direct:helo"),
            new BadEdit(
                    "an id that stands twice",
                    HELO,
                    "id: helo-lists",
                    "id: helo-helo",
                    "helo.camel.yaml:13: [duplicate-id] another step or route has the id helo-helo"),
            new BadEdit(
                    "a route id that stands twice",
                    HELO,
                    "    id: helo\n",
                    "    id: data\n",
                    "helo.camel.yaml:1: [duplicate-id] another route has the id data: ",
                    "data.camel.yaml:1"),
            new BadEdit(
                    "a route that begins with a step",
                    HELO,
                    "uri: direct:helo",
                    "uri: serai:helo",
                    "helo.camel.yaml:1: [forbidden] a policy route begins with direct:"),
            new BadEdit(
                    "scores: a symbol of no filter",
                    "config/scores.properties",
                    "HELO_BARE_IP = ",
                    "HELO_BAREIP = ",
                    "scores.properties:",
                    "did you mean 'HELO_BARE_IP'?"),
            new BadEdit(
                    "lists: no network",
                    "config/lists/block-client.txt",
                    "",
                    "192.0.2.0/240\n",
                    "block-client.txt:",
                    "192.0.2.0/240"));

    @ParameterizedTest
    @FieldSource("BAD_EDITS")
    void aBadEditIsRefusedWithItsPlaceAndTheOldPolicyGoesOn(BadEdit bad) throws IOException {
        Path file = home.resolve(bad.file());
        if (bad.what().isEmpty()) {
            Files.writeString(file, bad.by());
        } else {
            policy.edit(file, bad.what(), bad.by());
        }
        Generation before = policy.generations.current();

        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNotNull().contains(bad.told());
        assertThat(policy.generations.current()).isSameAs(before);
        assertThat(policy.generations.running()).isEqualTo(1);
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply()).hasToString("250 2.1.0 Ok");
    }

    @Test
    void anExpressionThatThisOrThatMailCannotAnswerIsNone() {
        policy.edit(
                policy.route("helo"),
                STEP,
                "- filter: { id: helo-relayed, simple: \"${body.envelope.via} != null && ${body.envelope.via.client.ip} == '192.0.2.1'\","
                        + " steps: [ { log: \"${exception.message} ${body.has('HELO_SYNTAX')}\" } ] }\n        "
                        + STEP);
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(policy.route("more"), new byte[] {0x7f, 'E', 'L', 'F', 0, 1, (byte) 0xff});
        policy.generations.reload();
        assertThat(policy.generations.refusal())
                .endsWith("more.camel.yaml: [syntax] it cannot be read: it is not in UTF-8");

        Files.write(policy.route("more"), new byte[] {'-', ' ', 0, 1});
        policy.generations.reload();
        assertThat(policy.generations.refusal()).endsWith("more.camel.yaml: [syntax] this is no text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes/more.camel.yaml", "config/lists/block-client.txt"})
    void aLinkThatLeadsNowhereIsRefused(String file) throws IOException {
        Path link = home.resolve(file);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("nowhere"));
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains(link.toString(), "cannot be read: it does not exist");
    }

    @Test
    void aDeletedFileIsRefusedByName() throws IOException {
        Files.delete(policy.route("helo"));
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains("helo.camel.yaml is missing");
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply()).hasToString("250 2.1.0 Ok");
    }

    @Test
    void mendingTheFileTakesTheRefusalBack() {
        policy.edit(policy.route("helo"), "serai:helo", "serai:hello");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNotNull();

        policy.edit(policy.route("helo"), "serai:hello", "serai:helo");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.generations.current().number()).isEqualTo(2);
    }

    @Test
    void atTheStartABadPolicyIsNoPolicy(@TempDir Path other) throws Exception {
        policy.edit(policy.route("helo"), "serai:helo", "serai:hello");

        assertThatThrownBy(() -> new Generations(
                        StartPolicy.of(new RouteSources(
                                home.resolve("routes"),
                                home,
                                policy.scores(),
                                home.resolve("config/lists"),
                                home,
                                home.resolve("config/policies.yaml"),
                                home)),
                        policy.loader,
                        Clock.systemUTC()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("helo.camel.yaml:13: [unknown-step] ");
        assertThatThrownBy(
                        () -> new RouteSources(other, other, policy.scores(), other, other, other, other).routeFiles())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("without routes there is no policy");
    }
}
