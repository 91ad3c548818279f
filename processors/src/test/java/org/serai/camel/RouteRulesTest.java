package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.mail.Phase;

/** Each rule of the check of routes, with an edit of the shipped routes that breaks it: told with file and line, and refused. */
class RouteRulesTest extends PolicyFixture {

    /**
     * An edit that breaks a rule.
     *
     * @param what empty: the file is new, or is appended to
     * @param line where it is told
     */
    record Edit(Rule rule, String file, String what, String by, int line, String told) {
        @Override
        public String toString() {
            return rule.id() + ": " + told;
        }
    }

    private static final String LISTS = "- to:\n            id: helo-lists\n            uri: serai:lists";
    private static final String VERDICT = "- to:\n            id: helo-verdict\n            uri: direct:verdict";
    private static final String SEND = "        - to:\n            id: deliver-send\n            uri: serai:deliver\n";

    private static Edit helo(Rule rule, String by, int line, String told) {
        return new Edit(rule, "helo", LISTS, by, line, told);
    }

    private static Edit behindDelivery(String step, String told) {
        return new Edit(Rule.REFUSAL_AFTER_DELIVERY, "deliver", SEND, SEND + step, 37, told);
    }

    static final List<Edit> EDITS = List.of(
            new Edit(Rule.SYNTAX, "helo", "- route:\n", "- route: [\n", 1, "is not closed"),
            new Edit(Rule.SCHEMA, "helo", "steps:\n", "stepps:\n", 7, "stepps"),
            helo(Rule.UNKNOWN_STEP, "- to: { id: helo-lists, uri: serai:list }", 10, "did you mean 'lists'?"),
            helo(Rule.UNKNOWN_OPTION, "- to: { id: helo-lists, uri: 'serai:lists?mod=score' }", 10, "no option 'mod'"),
            helo(
                    Rule.UNKNOWN_ENDPOINT,
                    "- to: { id: helo-lists, uri: nosuch:thing }",
                    10,
                    "no component for nosuch:thing"),
            helo(
                    Rule.UNKNOWN_ENDPOINT,
                    "- to: { id: helo-lists, uri: direct:no }",
                    10,
                    "no route begins with direct:no"),
            helo(
                    Rule.UNKNOWN_PROPERTY,
                    "- to: { id: helo-lists, uri: 'serai:lists?mode={{my.mode}}' }",
                    10,
                    "there is no property 'my.mode'"),
            helo(Rule.UNKNOWN_KAMELET, "- to: { id: helo-lists, uri: kamelet:lists }", 10, "no Kamelet lists"),
            helo(Rule.UNKNOWN_BEAN, "- process: { id: helo-lists, ref: mine }", 10, "there is no bean mine"),
            helo(
                    Rule.UNKNOWN_SYMBOL,
                    "- filter: { id: helo-lists, simple: \"${body.has('HELO_BAREIP')}\", steps: [ { stop: {} } ] }",
                    10,
                    "did you mean 'HELO_BARE_IP'?"),
            helo(
                    Rule.EXPRESSION,
                    "- log: { id: helo-lists, message: '${body.nothing}' }",
                    10,
                    "this expression cannot be read"),
            new Edit(Rule.DUPLICATE_ID, "helo", "id: helo-lists", "id: data-lists", 10, "has the id data-lists"),
            new Edit(
                    Rule.DUPLICATE_ID,
                    "more",
                    "",
                    "- route:\n    id: more\n    from: { uri: 'direct:helo', steps: [ { to: 'direct:verdict' } ] }\n",
                    1,
                    "another route begins with direct:helo too"),
            new Edit(Rule.MISSING_ROUTE, "audit", "uri: direct:audit", "uri: direct:odit", 1, "audit.camel.yaml"),
            new Edit(Rule.MISSING_ERROR_ROUTE, "errors", "id: \"*\"", "id: mine", 6, "so is not for all routes"),
            new Edit(Rule.UNGUARDED, "rcpt-to", "uri: serai:relay", "uri: serai:helo", 1, "serai:relay"),
            new Edit(
                    Rule.UNGUARDED,
                    "outbound",
                    "uri: serai:relay",
                    "uri: serai:relay\n            disabled: true",
                    1,
                    "must have the step serai:relay"),
            new Edit(
                    Rule.DIRECT_CYCLE,
                    "learn",
                    "            uri: serai:learn-report\n",
                    "            uri: direct:verdict\n",
                    7,
                    "verdict → report → verdict"),
            new Edit(Rule.REPLY, "helo", "        " + VERDICT + "\n", "", 21, "or serai:reply (at helo)"),
            new Edit(
                    Rule.REPLY,
                    "helo",
                    VERDICT,
                    VERDICT + "\n        - to: { id: helo-more, uri: direct:verdict }",
                    28,
                    "reply already"),
            helo(
                    Rule.REPLY,
                    "- filter: { id: helo-lists, simple: '${body.envelope.client.trusted}', steps: [ { stop: {} } ] }",
                    10,
                    "or serai:reply (at helo)"),
            new Edit(
                    Rule.REPLY,
                    "verdict",
                    "simple: ${variable.disposition} == 'QUARANTINE'",
                    "simple: ${variable.disposition} == 'QUARANTINE' && ${body.has('GTUBE_REJECT')}",
                    24,
                    "without a reply with disposition QUARANTINE: "),
            new Edit(Rule.REPLY, "errors", "'DEFER'\n", "'REJECT'\n", 16, "without a reply with disposition DEFER"),
            new Edit(
                    Rule.REPLY,
                    "release",
                    "        - to:\n            id: release-decide",
                    "        - filter: { id: release-filter, simple: '${body.ran(\"clamav\")}', steps: [ { stop: {} } ] }\n"
                            + "        - to:\n            id: release-decide",
                    81,
                    "undecided"),
            new Edit(Rule.CUSTODY, "quarantine", "uri: serai:quarantine\n", "uri: serai:prepare\n", 7, "nobody has it"),
            new Edit(
                    Rule.CUSTODY,
                    "quarantine",
                    "        - to:\n            id: quarantine-keep\n            uri: serai:quarantine\n",
                    "        - doTry:\n            id: quarantine-try\n            steps:\n              - to: { id: quarantine-keep, uri: serai:quarantine }\n"
                            + "            doCatch:\n              - id: quarantine-caught\n                exception: [ java.lang.Exception ]\n"
                            + "                steps: [ { log: { id: quarantine-log, message: x } } ]\n",
                    7,
                    "nobody has it"),
            behindDelivery("        - to: { id: deliver-more, uri: serai:spf }\n", "refuse it no more"),
            behindDelivery("        - to: { id: deliver-more, uri: serai:quarantine }\n", "refuse it no more"),
            behindDelivery("        - to: { id: deliver-more, uri: serai:score }\n", "refuse it no more"),
            behindDelivery(
                    "        - to: { id: deliver-more, uri: 'serai:reply?code=550&status=5.7.1' }\n",
                    "before it is refused"),
            new Edit(
                    Rule.ENFORCE_BEFORE_VERDICT,
                    "verdict",
                    "        - choice:\n            id: verdict-mixed",
                    "        - to: { id: verdict-spf, uri: 'serai:spf?mode=enforce' }\n        - choice:\n            id: verdict-mixed",
                    14,
                    "behind the verdict"),
            helo(Rule.REWRITES_MESSAGE, "- setBody: { id: helo-lists, constant: x }", 10, "setBody"),
            helo(Rule.REWRITES_MESSAGE, "- convertBodyTo: { id: helo-lists, type: String }", 10, "convertBodyTo"),
            helo(Rule.REWRITES_MESSAGE, "- transform: { id: helo-lists, simple: '${body}' }", 10, "transform"),
            helo(Rule.REWRITES_MESSAGE, "- enrich: { id: helo-lists, constant: 'direct:learn' }", 10, "enrich"),
            helo(
                    Rule.REWRITES_MESSAGE,
                    "- split: { id: helo-lists, simple: '${body}', steps: [ { stop: {} } ] }",
                    10,
                    "split"),
            helo(
                    Rule.REWRITES_MESSAGE,
                    "- setVariable: { id: helo-lists, name: disposition, constant: ACCEPT }",
                    10,
                    "the variable disposition"),
            helo(
                    Rule.REWRITES_MESSAGE,
                    "- to: { id: helo-lists, uri: serai:lists, variableSend: x }",
                    10,
                    "variableSend"),
            helo(Rule.FORBIDDEN, "- toD: { id: helo-lists, uri: 'direct:${body.envelope.helo}' }", 10, "toD"),
            helo(
                    Rule.FORBIDDEN,
                    "- recipientList: { id: helo-lists, simple: '${body.envelope.helo}' }",
                    10,
                    "recipientList"),
            helo(
                    Rule.FORBIDDEN,
                    "- loop: { id: helo-lists, doWhile: true, simple: '${variable.phase} == \"helo\"', steps: [ { to: 'serai:lists' } ] }",
                    10,
                    "loop has no place in a policy"),
            helo(
                    Rule.FORBIDDEN,
                    "- filter: { id: helo-lists, simple: '${body.envelope.helo} regex \"(a+)+b\"', steps: [ { stop: {} } ] }",
                    10,
                    "search for ever"),
            helo(
                    Rule.FORBIDDEN,
                    "- log: { id: helo-lists, message: '${body.envelope.helo.replaceAll(\"(a+)+b\", \"\")}' }",
                    10,
                    "search for ever"),
            helo(Rule.FORBIDDEN, "- script: { id: helo-lists, simple: '${body}' }", 10, "script"),
            helo(Rule.FORBIDDEN, "- to: { id: helo-lists, uri: 'file:data/x' }", 10, "file: has no place in a policy"),
            helo(Rule.FORBIDDEN, "- to: { id: helo-lists, uri: 'language:groovy:x' }", 10, "language: has no place"),
            helo(
                    Rule.FORBIDDEN,
                    "- filter: { id: helo-lists, groovy: 'true', steps: [ { stop: {} } ] }",
                    10,
                    "not in groovy"),
            helo(
                    Rule.FORBIDDEN,
                    "- log: { id: helo-lists, message: '${camelContext.stop}' }",
                    10,
                    "reaches beyond the mail"),
            new Edit(Rule.FORBIDDEN, "helo", "- route:", "- beans: []\n- route:", 1, "beans has no place in a policy"),
            new Edit(Rule.FORBIDDEN, "helo", "uri: direct:helo", "uri: timer:helo", 1, "begins with direct:"),
            new Edit(
                    Rule.FORBIDDEN,
                    "errors",
                    "          handled:\n            constant: \"true\"",
                    "          continued:\n            constant: \"true\"",
                    6,
                    "as if nothing had failed"),
            new Edit(
                    Rule.UNREACHABLE,
                    "verdict",
                    "uri: direct:quarantine",
                    "uri: serai:reply\n                      parameters: { code: 550 }",
                    1,
                    "serai:quarantine"),
            new Edit(
                    Rule.UNREACHABLE,
                    "errors",
                    "uri: direct:dead-letter",
                    "uri: serai:reply\n                          parameters: { code: 451, status: 4.3.0 }",
                    6,
                    "serai:dead-letter"));

    /** Those with which the policy is taken all the same. */
    static final List<Edit> WARNINGS = List.of(
            new Edit(Rule.STEP_ID, "helo", "id: helo-lists", "id: lists", 10, "does not begin with helo-"),
            helo(Rule.STEP_ID, "- to: serai:lists", 10, "has no id"),
            new Edit(
                    Rule.UNUSED_ROUTE,
                    "more",
                    "",
                    "- route:\n    id: more\n    from: { uri: 'direct:more', steps: [ { to: { id: more-verdict, uri: 'direct:verdict' } } ] }\n",
                    1,
                    "nothing calls the route more"));

    private Path edit(Edit edit) {
        Path file = policy.route(edit.file());
        if (edit.what().isEmpty()) {
            try {
                Files.writeString(file, edit.by());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            policy.edit(file, edit.what(), edit.by());
        }
        return file;
    }

    private void assertTold(Edit edit, List<Problem> problems) {
        assertThat(problems)
                .filteredOn(problem -> problem.rule() == edit.rule())
                .anySatisfy(problem -> {
                    assertThat(problem.line()).isEqualTo(edit.line());
                    assertThat(problem.text()).contains(edit.told());
                });
    }

    @Test
    void theShippedRoutesHaveNoProblem() {
        assertThat(policy.check()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("EDITS")
    void anEditThatBreaksARuleIsToldAndRefused(Edit edit) {
        edit(edit);
        Generation before = policy.generations.current();

        assertTold(edit, policy.check());
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains("[" + edit.rule().id() + "] ");
        assertThat(policy.generations.current()).isSameAs(before);
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply()).hasToString("250 2.1.0 Ok");
    }

    @ParameterizedTest
    @FieldSource("WARNINGS")
    void aWarningIsToldAndTaken(Edit edit) {
        edit(edit);

        assertTold(edit, policy.check());
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.generations.current().number()).isEqualTo(2);
    }

    @Test
    void whatNoRuleForeseesIsToldWhenCamelStarts() {
        policy.edit(policy.route("helo"), "    id: helo\n", "    id: helo\n    startupOrder: 7\n");
        policy.edit(policy.route("data"), "    id: data\n", "    id: data\n    startupOrder: 7\n");

        assertThat(policy.check()).extracting(Problem::rule).containsExactly(Rule.START);
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains(".camel.yaml:1: [start] ", "startupOrder");
        assertThat(policy.generations.running()).isEqualTo(1);
    }

    @Test
    void thePageHasEachRule() throws IOException {
        String page = Files.readString(Path.of("../docs/check.md"));
        for (Rule rule : Rule.values()) {
            String warning = rule.level() == Rule.Level.WARNING ? " (warning)" : "";
            assertThat(page)
                    .contains("| `" + rule.id() + "`" + warning + " | " + rule.asks() + " | " + rule.mend() + " |\n");
        }
    }

    @Test
    void eachRuleHasAnEdit() {
        Set<Rule> tried = EnumSet.of(Rule.START);
        EDITS.forEach(edit -> tried.add(edit.rule()));
        WARNINGS.forEach(edit -> tried.add(edit.rule()));

        assertThat(tried).containsExactlyInAnyOrder(Rule.values());
    }

    @Test
    void allProblemsAreToldInTheOrderOfTheirPlaces() {
        policy.edit(policy.route("helo"), "- route:\n", "- route: [\n");
        policy.edit(policy.route("data"), "steps:\n", "stepps:\n");
        policy.edit(policy.route("verdict"), "uri: serai:tag", "uri: serai:tagg");
        policy.edit(policy.route("verdict"), "uri: serai:effects", "uri: serai:effect");

        assertThat(policy.check())
                .extracting(problem ->
                        problem.file().getFileName() + " " + problem.rule().id())
                .containsExactly(
                        "data.camel.yaml schema",
                        "helo.camel.yaml syntax",
                        "verdict.camel.yaml unknown-step",
                        "verdict.camel.yaml unknown-step");
    }

    @Test
    void whatIsMissingIsNotToldAsWrongElsewhere() throws IOException {
        Files.delete(policy.route("quarantine"));

        assertThat(policy.check())
                .extracting(problem -> problem.file().getFileName() + ":" + problem.line() + " "
                        + problem.rule().id())
                .containsExactly(
                        "dead-letter.camel.yaml:42 unknown-endpoint", "verdict.camel.yaml:120 unknown-endpoint");
    }

    /** Written by an editor that is still at it. */
    @ParameterizedTest
    @ValueSource(ints = {100, 250, 500, 700})
    void aFileThatIsHalfWrittenIsRefused(int octets) throws IOException {
        Path file = policy.route("helo");
        Files.writeString(file, Files.readString(file).substring(0, octets));
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains("helo.camel.yaml");
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply()).hasToString("250 2.1.0 Ok");
    }

    /** The quarantine of the other reply is called by a property, and not unused. */
    @Test
    void aRouteThatAnotherValueOfAPropertyWouldCallIsUsed() throws IOException {
        Files.writeString(
                policy.route("quarantine"),
                Files.readString(policy.route("quarantine"))
                        .replace("quarantine-{{quarantine.reply}}", "quarantine-accept"));

        assertThat(policy.check()).extracting(Problem::rule).containsExactly(Rule.UNUSED_ROUTE);
    }

    @Test
    void whatBranchesCoverTogetherIsNoWayWithoutAReply() {
        policy.edit(
                policy.route("helo"),
                VERDICT,
                "- choice:\n            id: helo-choice\n            when:\n"
                        + "              - id: helo-when\n                simple: ${body.has('HELO_BARE_IP')}\n                steps:\n"
                        + "                  - to: { id: helo-refused, uri: 'serai:reply?code=550&status=5.7.1' }\n"
                        + "            otherwise:\n              id: helo-otherwise\n              steps:\n"
                        + "                - to: { id: helo-verdict, uri: direct:verdict }");

        assertThat(policy.check()).isEmpty();
    }
}
