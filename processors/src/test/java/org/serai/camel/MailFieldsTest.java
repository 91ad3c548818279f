package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.mail.Client;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Phase;

/** What a policy may ask of a mail: what is marked, and nothing that waits for somebody or changes something. */
class MailFieldsTest extends PolicyFixture {

    private static final String LISTS = "- to:\n            id: helo-lists\n            uri: serai:lists";

    private List<Problem> saying(String step) {
        policy.edit(policy.route("helo"), LISTS, step + "\n        " + LISTS);
        return policy.check();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body.content.close | a policy may not ask body.content.close; Below body.content it may ask: size.",
                "body.content.sze | a policy may not ask body.content.sze; did you mean 'size'? Below body.content it may ask: size.",
                "body.envelope.client.address.hostName | a policy may not ask body.envelope.client.address",
                "body.envelope.client.hostName | Below body.envelope.client it may ask: ip, login, name, port, trusted.",
                "body.envelope?.helo.length | there is nothing to ask below body.envelope?.helo.",
                "body.with(null) | a policy may not ask body.with",
                "body.derived | a policy may not ask body.derived",
                "body.has | behind body.has stands one text, as in ('TEXT').",
                "body.has(1) | behind body.has stands one text",
                "body.ran('a').x | there is nothing to ask below body.ran('a').",
                "body[0] | behind body stands a dot and a name",
                "body.findings[0].symbol | behind body.findings stands a dot and a name",
                "variable.seen.content.close | a variable has a name and nothing below it",
                "variable | a variable has a name",
                "variable:seen.content | a variable has a name"
            })
    void whatIsNotMarkedIsRefusedWithWhatIs(String asked, String told) {
        List<Problem> problems = saying("- log: { id: helo-log, message: \"${" + asked + "}\" }");

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.rule()).isEqualTo(Rule.EXPRESSION);
            assertThat(problem.line()).isEqualTo(10);
            assertThat(problem.text())
                    .startsWith("this expression cannot be read: ${" + asked + "}: ")
                    .contains(told.replace("; Below", ". Below"));
        });
        policy.generations.reload();
        assertThat(policy.generations.refusal()).contains("helo.camel.yaml:10: [expression] ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- filter: { id: helo-f, simple: \"${body.content.close} == null\", steps: [ { stop: { id: helo-s } } ] }",
                "- filter: { id: helo-f, simple: \"'a' == $simple{body.content.close}\", steps: [ { stop: { id: helo-s } } ] }",
                "- setVariable: { id: helo-f, name: mine, simple: \"${body.has('${body.content.close}')}\" }",
                "- throwException: { id: helo-f, exceptionType: java.lang.IllegalStateException, message: \"${body.content.close}\" }"
            })
    void soItIsWhereverATextMayStand(String step) {
        assertThat(saying(step))
                .filteredOn(problem -> problem.rule() == Rule.EXPRESSION)
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.text()).contains("cannot be read"));
    }

    @Test
    void variablesTogetherAreNoneOfAPolicys() {
        assertThat(saying("- log: { id: helo-log, message: \"${variables.seen.content}\" }"))
                .extracting(Problem::rule)
                .contains(Rule.FORBIDDEN);
    }

    /** By Camel, of a mail that has all of it. */
    @Test
    void whatIsMarkedIsThere() throws Exception {
        var client = new Client(InetAddress.getLoopbackAddress(), 25, "a.example", false);
        var somebody = new org.serai.mail.Path("a@example.org", "a", "example.org", false);
        Mail mail = Mails.at(Phase.RCPT_TO);
        Envelope envelope = Envelope.connected(client)
                .greeted("a.example", true)
                .from(somebody, MailParameters.NONE)
                .behind(client, "b.example")
                .asking(somebody);
        try (var context = new DefaultCamelContext()) {
            context.start();
            var exchange = new DefaultExchange(context);
            exchange.getIn().setBody(mail.at(Phase.RCPT_TO, envelope, mail.deadline()));
            assertThat(MailFields.all()).hasSizeGreaterThan(40).allSatisfy((path, doc) -> {
                assertThat(SimpleText.unknown("${" + path.replace('…', 'X') + "}"))
                        .isEmpty();
                assertThat(context.resolveLanguage("simple")
                                .createExpression("${" + path.replace('…', 'X') + "}")
                                .evaluate(exchange, Object.class))
                        .as(path)
                        .isNotNull();
                assertThat(doc).isNotBlank();
            });
        }
    }

    @Test
    void thePageHasThemAll() throws IOException {
        String rows = MailFields.all().entrySet().stream()
                .map(field -> "| `${" + field.getKey() + "}` | " + field.getValue() + " |\n")
                .collect(Collectors.joining());

        assertThat(Files.readString(Path.of("../docs/check.md"))).contains("| | |\n|---|---|\n" + rows + "\n");
    }

    @Test
    void aSymbolIsLookedUpInEitherKindOfQuotes() {
        assertThat(saying("- log: { id: helo-log, message: '${body.has(\"HELO_BAREIP\")}' }"))
                .extracting(Problem::rule)
                .containsExactly(Rule.UNKNOWN_SYMBOL);
    }
}
