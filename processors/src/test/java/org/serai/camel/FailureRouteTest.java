package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.util.function.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.smtp.Policy.Decision;

/** Whatever an edited route does wrong, the client gets 451 4.3.0 and the log says where. */
class FailureRouteTest extends PolicyFixture {

    private void assertTryAgain(Phase phase) {
        Decision decision = policy.decide(Mails.at(phase));

        assertThat(decision.disposition()).isEqualTo(Disposition.DEFER);
        assertThat(decision.reply().toString())
                .startsWith("451 4.3.0 Internal error, please try again later")
                .contains(Mails.ID);
        assertThat(policy.delivered).isEmpty();
    }

    private void insert(String route, String before, String steps) {
        policy.edit(
                policy.route(route),
                "        - to:\n            id: " + before,
                steps + "        - to:\n            id: " + before);
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throwException: { id: broken, exceptionType: java.lang.IllegalStateException, message: on purpose }",
                "to: { id: broken, uri: serai:effects }"
            })
    void aStepThatFailsIsNamedWithItsRoute(String step) {
        insert("helo", "helo-lists", "        - " + step + "\n");

        try (var log = LogCapture.of(FailureStep.class)) {
            assertTryAgain(Phase.HELO);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR " + Mails.ID + ": route helo failed at step broken");
        }
    }

    /** The check of routes finds it first, as long as it understands the conditions. */
    @Test
    void aRouteThatEndsWithoutAReplyIsNamed() throws Exception {
        advise("helo", route -> route.weaveById("helo-verdict").remove());

        try (var log = LogCapture.of(CamelPolicy.class)) {
            assertTryAgain(Phase.HELO);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR " + Mails.ID + ": route helo ended without a reply")
                    .endsWith("each phase must end with to: direct:verdict");
        }
    }

    /** Changes a running route as no file could that the check lets pass. */
    private void advise(String route, ThrowingConsumer<AdviceWithRouteBuilder, Exception> change) throws Exception {
        AdviceWith.adviceWith(policy.generations.current().context(), route, false, change);
    }

    /** Else the sender would send once more what is delivered. */
    @Test
    void whatIsDeliveredStaysSoWhenTheErrorRouteFailsAsWell() throws IOException {
        String broken = "throwException: { id: %s, exceptionType: java.lang.IllegalStateException, message: x }%n";
        Files.writeString(
                policy.route("errors"),
                Files.readString(policy.route("errors")) + "            - " + broken.formatted("errors-broken"));
        insert("verdict", "verdict-effects", "        - " + broken.formatted("verdict-broken"));

        Decision decision = policy.decide(Mails.data(Mails.MESSAGE));

        assertThat(decision.reply()).hasToString("250 2.0.0 Ok: taken");
        assertThat(decision.disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(List.copyOf(policy.delivered)).hasSize(1);
    }

    static List<ThrowingConsumer<AdviceWithRouteBuilder, Exception>> breaking() {
        return List.of(
                route -> route.weaveAddLast().setBody().constant("something else"),
                route -> route.weaveAddLast().setVariable("disposition").constant("MAYBE"));
    }

    @Test
    void whatWasDecidedIsInTheTrailHoweverManyWait() {
        var decided = policy.decide(Mails.data(Mails.MESSAGE));
        var until = new CountDownLatch(1);
        policy.fill(until);
        policy.ended(decided);
        until.countDown();

        await().until(() -> policy.trail.size() == 1);
    }

    @Test
    void anEditWithoutTheErrorRouteIsRefused() throws IOException {
        Files.delete(policy.route("errors"));
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains("errors.camel.yaml is missing");
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void theErrorRouteHoldsForTheRoutesOfAllFiles(Phase phase) {
        insert(
                phase.id(),
                phase.id() + "-prepare",
                "        - throwException: { id: broken, exceptionType: java.lang.IllegalStateException, message: x }\n");

        try (var log = LogCapture.of(FailureStep.class)) {
            assertTryAgain(phase);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("route " + phase.id() + " failed at step broken");
        }
    }

    @ParameterizedTest
    @MethodSource("breaking")
    void whatIsNoDecisionIsNoReply(ThrowingConsumer<AdviceWithRouteBuilder, Exception> change) throws Exception {
        advise("helo", change);

        assertTryAgain(Phase.HELO);
    }

    @Test
    void whatIsNoReplyIsNone() throws Exception {
        advise("helo", route -> route.weaveAddLast().setVariable("reply").constant("no reply"));

        assertTryAgain(Phase.HELO);
    }

    /** A 451 would have the sender send again what the backend has. */
    @ParameterizedTest
    @MethodSource("breaking")
    void whatBreaksBehindTheDeliveryLeavesThe250(ThrowingConsumer<AdviceWithRouteBuilder, Exception> change)
            throws Exception {
        advise("deliver", change);

        assertDelivered();
    }

    @Test
    void whatFailsBehindTheDeliveryLeavesThe250() throws IOException {
        Files.writeString(
                policy.route("deliver"),
                Files.readString(policy.route("deliver"))
                        + "        - throwException: { id: deliver-late, exceptionType: java.lang.IllegalStateException, message: x }\n");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();

        assertDelivered();
    }

    private void assertDelivered() {
        Decision decision = policy.decide(Mails.data(Mails.MESSAGE));

        assertThat(decision.reply()).hasToString("250 2.0.0 Ok: taken");
        assertThat(decision.disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(policy.delivered).hasSize(1);
    }

    @Test
    void whatFailsBehindTheQuarantineLeavesThe250() throws IOException {
        Files.writeString(
                policy.route("quarantine"),
                Files.readString(policy.route("quarantine"))
                        + "        - throwException: { id: late, exceptionType: java.lang.IllegalStateException, message: x }\n");
        policy.generations.reload();

        Decision decision = policy.decide(Mails.found(Finding.of("HELO_BARE_IP", "Greet with your name")
                .judged("helo", Mode.SCORE, Weight.points(9), "", 0)));

        assertThat(decision.reply().toString()).startsWith("250 2.6.0 Accepted");
        assertThat(decision.disposition()).isEqualTo(Disposition.QUARANTINE);
        assertThat(policy.kept).hasSize(1);
    }

    @Test
    void aStepThatReplacesTheBodyIsNamed() throws Exception {
        advise(
                "data",
                route -> route.weaveById("data-header").before().setBody().constant("x"));

        try (var log = LogCapture.of(FailureStep.class)) {
            assertTryAgain(Phase.DATA);
            assertThat(log.lines())
                    .contains(
                            "ERROR " + Mails.ID + ", which a step replaced: route data failed at step data-header"
                                    + " (serai://header); the client is told to try again, unless dead-letter.policy says otherwise");
        }
    }

    @Test
    void headersAndVariablesOfAnExchangeAreThreeStringsAndNoHeader() throws IOException {
        String fields = "CamelHttpUri: http://192.0.2.1/\r\n__proto__: x\r\nCamelFileName: ../../x\r\n" + Mails.MESSAGE;
        Files.writeString(
                policy.route("data"),
                Files.readString(policy.route("data"))
                        .replace(
                                "        - to:\n            id: data-verdict",
                                "        - setVariable: { id: data-seen, name: seen, simple: '${headers.size}' }\n"
                                        + "        - choice:\n            id: data-choice\n            when:\n"
                                        + "              - simple: \"${variable.seen} != '0'\"\n                steps:\n"
                                        + "                  - throwException: { id: data-throw, exceptionType: java.lang.IllegalStateException, message: x }\n"
                                        + "        - to:\n            id: data-verdict"));
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();

        assertThat(policy.decide(Mails.data(fields)).disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(List.copyOf(policy.delivered)).hasSize(1);
    }
}
