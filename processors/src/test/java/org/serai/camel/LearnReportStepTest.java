package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.camel.LearnRouteTest.SPAM;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.serai.config.Binder;
import org.serai.config.Size;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.filter.report.ReportAddresses;
import org.serai.history.Correspondents;
import org.serai.identity.PublicSuffixes;
import org.serai.learn.Sample;
import org.serai.learn.Teacher.Outcome;
import org.serai.mail.Mail;
import org.serai.mime.Messages;
import org.serai.store.MemoryTables;

/** What becomes of a report whose messages the reader cannot read, and on which thread. */
class LearnReportStepTest {

    private static final String UNREADABLE = SPAM.replace("Cheap", "Unreadable");

    private final MemoryTables tables = new MemoryTables(Clock.systemUTC());
    private final CompletableFuture<Outcome> learned = new CompletableFuture<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicBoolean done = new AtomicBoolean();

    private static Sample read(byte[] message) {
        if (new String(message, StandardCharsets.US_ASCII).contains("Unreadable")) {
            throw new IllegalStateException("a bug of the reader");
        }
        return org.serai.learn.Lessons.READER.of(message);
    }

    private Exchange take(Mail mail) throws IOException {
        var step = new LearnReportStep(
                Binder.defaults(ReportAddresses.class),
                Messages.READER,
                new GuardedSamples(LearnReportStepTest::read),
                new LocalDomains(Binder.defaults(LocalDomains.Options.class), "mx.example.org", DomainSet.EMPTY),
                new Distrust(
                        new Correspondents(Binder.defaults(Correspondents.Options.class), tables, Clock.systemUTC()),
                        Messages.READER,
                        PublicSuffixes.bundled()),
                new Size(1_000_000),
                new Lessons(lecture -> learned, Lessons.NONE.automatic(), Lessons.NONE.reports()),
                tasks::add);
        var exchange = new DefaultExchange(new DefaultCamelContext());
        PolicyExchange.start(exchange, mail, "data");
        step.take(exchange, sync -> done.set(true));
        return exchange;
    }

    private void runAll() {
        for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
            next.run();
        }
    }

    private static Mail report(String... messages) {
        return LearnRouteTest.user(LearnRouteTest.enclosing(messages), "spam@serai.local");
    }

    @Test
    void theThreadThatLearnsReadsNoMessageForTheTrustInTheirAuthors() throws Exception {
        Exchange exchange = take(report(SPAM));

        learned.complete(Outcome.LEARNED);

        assertThat(tables.asked()).isZero();
        assertThat(done).isFalse();
        runAll();
        assertThat(tables.asked()).isPositive();
        assertThat(done).isTrue();
        assertThat(PolicyExchange.reply(exchange)).asString().startsWith("250 2.0.0 Report taken: 1 learned as spam");
    }

    @Test
    void whatCannotBeReadIsLeftOutAndTheRestLearned() throws Exception {
        learned.complete(Outcome.LEARNED);

        Exchange exchange = take(report(UNREADABLE, SPAM));
        runAll();

        assertThat(PolicyExchange.reply(exchange))
                .asString()
                .startsWith("250 2.0.0 Report taken: 1 learned as spam, 1 that cannot be read left out");
    }

    @Test
    void aReportOfWhichNothingCanBeReadIsRefusedForGood() throws Exception {
        Exchange exchange = take(report(UNREADABLE));
        runAll();

        assertThat(PolicyExchange.reply(exchange))
                .asString()
                .startsWith("554 5.6.0 Nothing is learned: no message in this report can be read");
    }
}
