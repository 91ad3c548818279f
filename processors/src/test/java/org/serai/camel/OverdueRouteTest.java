package org.serai.camel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.smtp.Policy.Decision;

/** A route that hangs, as no file could that the check lets pass: it is told where, and the sender keeps the mail. */
class OverdueRouteTest extends PolicyFixture {

    private static final String LATE = "451 4.3.0 Internal error, please try again later (mail " + Mails.ID + ")";

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** Holds a worker. */
    private void hang(Exchange exchange) throws InterruptedException {
        entered.countDown();
        release.await();
    }

    @AfterEach
    void goOn() {
        release.countDown();
    }

    private void before(String route, Processor first) throws Exception {
        AdviceWith.adviceWith(policy.generations.current().context(), route, false, advice -> advice.weaveAddFirst()
                .process(first)
                .id("hangs"));
    }

    private static Mail at(Phase phase) {
        return phase == Phase.DATA ? Mails.data(Mails.MESSAGE) : Mails.at(phase);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void theLogNamesRouteAndStep(Phase phase) throws Exception {
        before(phase.id(), this::hang);
        CompletableFuture<Decision> late = policy.ask(at(phase));
        entered.await();

        try (var log = LogCapture.of(CamelPolicy.class)) {
            Decision instead = policy.overdue(at(phase));

            assertThat(instead.disposition()).isEqualTo(Disposition.DEFER);
            assertThat(instead.reply()).hasToString(LATE);
            assertThat(log.lines())
                    .containsExactly("ERROR " + Mails.ID + ": phase " + phase.id()
                            + " has not ended in a reply in time, it is in route " + phase.id()
                            + " at step hangs; the client is told to try again");
            assertThat(policy.gone).hasSize(1);

            release.countDown();
            assertThat(late.get().reply().positive()).isTrue();
            assertThat(log.lines()).last().asString().contains("phase " + phase.id() + " has ended late: 2");
            // Whatever it has asked the backend since.
            assertThat(policy.gone).hasSize(2);
        }
    }

    @Test
    void aStepThatNeverComesBackHoldsNoWorker() throws Exception {
        var called = new AtomicReference<AsyncCallback>();
        before("helo", new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                called.set(callback);
                return false;
            }
        });
        policy.ask(Mails.at(Phase.HELO));
        await().until(() -> called.get() != null);

        assertThat(policy.overdue(Mails.at(Phase.HELO)).reply()).hasToString(LATE);
        requireNonNull(called.get()).done(false);
    }

    /** Who told the sender to come again would make a second copy of it. */
    @Test
    void whatTheBackendHasIsToldWhateverHangsBehindIt() throws Exception {
        before("audit", this::hang);
        CompletableFuture<Decision> late = policy.ask(Mails.data(Mails.MESSAGE));
        entered.await();

        Decision instead = policy.overdue(Mails.data(Mails.MESSAGE));

        assertThat(policy.delivered).hasSize(1);
        assertThat(instead.reply().positive()).isTrue();
        release.countDown();
        assertThat(late.get().reply()).isEqualTo(instead.reply());
    }
}
