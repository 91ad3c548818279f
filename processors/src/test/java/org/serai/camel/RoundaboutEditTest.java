package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.serai.Mails;
import org.serai.mail.Phase;

/** Edits that do in another way what a rule of the check of routes forbids. */
class RoundaboutEditTest extends PolicyFixture {

    /**
     * One edit.
     *
     * @param file name of the route file
     */
    record Edit(Rule rule, String file, String what, String by, String told) {
        @Override
        public String toString() {
            return rule.id() + ": " + by.strip();
        }
    }

    private static final String LISTS = "- to:\n            id: helo-lists\n            uri: serai:lists";
    private static final String ERRORS = "          handled:\n            constant: \"true\"\n";
    private static final String RCPT =
            "        - to:\n            id: rcpt-to-verdict\n            uri: direct:verdict\n";

    private static Edit helo(Rule rule, String by, String told) {
        return new Edit(rule, "helo", LISTS, by, told);
    }

    private static Edit asks(String text) {
        return helo(Rule.FORBIDDEN, "- log: { id: helo-lists, message: \"" + text + "\" }", "reaches beyond the mail");
    }

    private static Edit route(Rule rule, String by, String told) {
        return new Edit(rule, "helo", "    id: helo\n", "    id: helo\n" + by, told);
    }

    private static Edit errors(Rule rule, String by, String told) {
        return new Edit(rule, "errors", ERRORS, by, told);
    }

    private static Edit caught(Rule rule, String clause) {
        return helo(
                rule,
                "- doTry: { id: helo-lists, steps: [ { to: { id: helo-tried, uri: serai:lists } } ], "
                        + clause.formatted("{ setBody: { id: helo-body, constant: x } }") + " }",
                "setBody");
    }

    /** A branch that the check must not take for one which no mail enters. */
    private static Edit entered(String condition) {
        return helo(
                Rule.REPLY,
                "- filter: { id: helo-lists, " + condition
                        + ", steps: [ { to: { id: helo-more, uri: direct:verdict } } ] }",
                "reply already");
    }

    static final List<Edit> EDITS = List.of(
            entered("constant: 'yes'"),
            entered("constant: '{{my.word:true}}'"),
            entered("simple: \"${variable.phase} == '{{my.word:helo}}'\""),
            entered("simple: \"${variable.phase} == '${variable.phase}'\""),
            entered("simple: \"${variable.disposition} != 'null'\""),
            asks("${exchange?.context.stop}"),
            asks("${exchange}"),
            asks("${message.exchange.context.stop}"),
            asks("${body.class.name}"),
            asks("${body?.getClass().getName()}"),
            asks("${exception.exchange.context.name}"),
            asks("${exchangeProperty.x}"),
            asks("${properties:data.dir}"),
            asks("${random(10)}"),
            asks("{{my.word:$simple{camelId}}}"),
            asks("$init{ $reply := '250 2.0.0 Ok'; }init$ x"),
            asks("${body.has('${camelId}')}"),
            helo(
                    Rule.FORBIDDEN,
                    "- throwException: { id: helo-lists, exceptionType: java.lang.Exception, message: '${camelId}' }",
                    "reaches beyond the mail"),
            helo(
                    Rule.FORBIDDEN,
                    "- filter: { id: helo-lists, simple: \"${body.envelope.helo}\\tregex\\t'(a+)+b'\", steps: [ { stop: {} } ] }",
                    "search for ever"),
            helo(
                    Rule.REWRITES_MESSAGE,
                    "- setVariable: { id: helo-lists, name: '${body.envelope.helo}', constant: ACCEPT }",
                    "may be any"),
            helo(Rule.REWRITES_MESSAGE, "- removeVariable: { id: helo-lists, name: '*' }", "may be any"),
            helo(
                    Rule.FORBIDDEN,
                    "- choice: { id: helo-lists, precondition: true, when: [ { id: helo-when, simple: '${body}', steps: [ { stop: {} } ] } ] }",
                    "once, at the start"),
            helo(
                    Rule.FORBIDDEN,
                    "- doTry: { id: helo-lists, steps: [ { stop: {} } ], doCatch: [ { id: helo-caught, exception: [ java.lang.Exception ],"
                            + " onWhen: { groovy: 'true' }, steps: [ { stop: {} } ] } ] }",
                    "onWhen has no place"),
            caught(
                    Rule.REWRITES_MESSAGE,
                    "doCatch: [ { id: helo-caught, exception: [ java.lang.Exception ], steps: [ %s ] } ]"),
            caught(Rule.REWRITES_MESSAGE, "doFinally: { id: helo-finally, steps: [ %s ] }"),
            route(Rule.FORBIDDEN, "    errorHandler: { noErrorHandler: {} }\n", "errorHandler"),
            route(
                    Rule.FORBIDDEN,
                    "    errorHandler: { deadLetterChannel: { deadLetterUri: 'file:data/x' } }\n",
                    "errorHandler"),
            route(Rule.FORBIDDEN, "    routePolicy: '#mine'\n", "routePolicy"),
            route(Rule.FORBIDDEN, "    routeConfigurationId: other\n", "routeConfigurationId"),
            helo(
                    Rule.FORBIDDEN,
                    "- validate: { id: helo-lists, simple: '${body}', predicateExceptionFactory: '#class:org.example.Mine' }",
                    "makes an object"),
            route(Rule.REWRITES_MESSAGE, "    inputType: { urn: 'java:java.lang.String' }\n", "inputType"),
            new Edit(
                    Rule.REWRITES_MESSAGE,
                    "helo",
                    "uri: direct:helo",
                    "uri: direct:helo\n      variableReceive: mail",
                    "variableReceive"),
            errors(Rule.FORBIDDEN, "", "would go on as a failure"),
            errors(Rule.FORBIDDEN, "          handled:\n            constant: \"false\"\n", "would go on as a failure"),
            errors(
                    Rule.FORBIDDEN,
                    ERRORS + "          redeliveryPolicy: { maximumRedeliveries: 5, redeliveryDelay: 60000 }\n",
                    "redelivery"),
            errors(Rule.FORBIDDEN, ERRORS + "          onWhen: { simple: '${body}' }\n", "nothing else"),
            new Edit(
                    Rule.FORBIDDEN,
                    "errors",
                    "- routeConfiguration:\n",
                    "- routeConfiguration:\n    errorHandler: { noErrorHandler: {} }\n",
                    "onException and nothing else"),
            new Edit(
                    Rule.MISSING_ERROR_ROUTE,
                    "errors",
                    "java.lang.Throwable",
                    "java.io.IOException",
                    "for java.lang.Throwable"),
            new Edit(
                    Rule.REPLY,
                    "rcpt-to",
                    RCPT,
                    "        - to: { id: rcpt-to-reply, uri: serai:reply }\n",
                    "nothing is decided yet"),
            new Edit(
                    Rule.ENFORCE_BEFORE_VERDICT,
                    "dead-letter",
                    "id: dead-letter-verdict\n                      uri: direct:verdict",
                    "id: dead-letter-verdict\n                      uri: direct:deliver",
                    "no verdict has heard them"),
            new Edit(Rule.REPLY, "verdict", "code: 550", "code: 250", "may have refused"));

    @ParameterizedTest
    @FieldSource("EDITS")
    void isToldAndRefused(Edit edit) {
        policy.edit(policy.route(edit.file()), edit.what(), edit.by());

        assertThat(policy.check())
                .filteredOn(problem -> problem.rule() == edit.rule())
                .extracting(Problem::text)
                .anySatisfy(text -> assertThat(text).contains(edit.told()));
        policy.generations.reload();

        assertThat(policy.generations.current().number()).isEqualTo(1);
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply()).hasToString("250 2.1.0 Ok");
    }

    static final List<String> TEXTS = List.of(
            "${body.envelope.helo} of ${body.envelope.client.ip}: ${variable.phase}, ${exception.message}",
            "${body.has('SPF_FAIL')} ${body.ran('clamav')} ${body.envelope?.via} at ${date:now:HH:mm} in ${routeId}",
            "no function, 5 $ and {x}");

    @ParameterizedTest
    @FieldSource("TEXTS")
    void whatAsksTheMailIsTaken(String text) {
        policy.edit(policy.route("helo"), LISTS, "- log: { id: helo-log, message: \"" + text + "\" }");

        assertThat(policy.check()).isEmpty();
    }
}
