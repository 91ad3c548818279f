package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.Size;
import org.serai.learn.LiveModel;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;
import org.serai.learn.Sample;
import org.serai.learn.SharedCurriculum;
import org.serai.learn.Trainer;
import org.serai.store.MemoryTables;

/** Which records of the training topic are done with, which are parked, and which come again. */
class TrainingStepsTest {

    private static final Size LARGEST = new Size(1_000_000);

    @TempDir
    private Path data;

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private volatile boolean stopping;
    private final DefaultCamelContext camel = new DefaultCamelContext() {
        @Override
        public boolean isStopping() {
            return stopping;
        }
    };
    private volatile @Nullable RuntimeException bug;
    private ModelFile file;
    private LiveModel live;
    private Trainer trainer;

    @BeforeEach
    void start() {
        file = new ModelFile(data);
        live = new LiveModel(file, Binder.defaults(Model.Options.class));
        trainer = new Trainer(
                live,
                file,
                new Trainer.Options(10, Duration.ofHours(1), LARGEST),
                new SharedCurriculum(live, tables, clock),
                (lecture, outcome) -> fail());
    }

    private void fail() {
        RuntimeException thrown = bug;
        if (thrown != null) {
            throw thrown;
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        trainer.close();
    }

    private static Sample read(byte[] message) {
        if (new String(message, StandardCharsets.US_ASCII).contains("Unreadable")) {
            throw new StackOverflowError("a bug of the reader");
        }
        return org.serai.learn.Lessons.READER.of(message);
    }

    private Exchange record(String message) {
        var exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader("label", "spam".getBytes(StandardCharsets.US_ASCII));
        exchange.getMessage().setBody(message.getBytes(StandardCharsets.US_ASCII));
        return exchange;
    }

    private void take(Exchange exchange) throws Exception {
        var parked = new ParkedRecords(Binder.defaults(ReleaseSettings.Release.class));
        var steps = new TrainingSteps(trainer, new GuardedSamples(TrainingStepsTest::read), LARGEST, parked);
        Objects.requireNonNull(steps.table().get("learn-record"))
                .apply(new SeraiComponent.Options("", Map.of()))
                .take(exchange, sync -> {});
    }

    private static String reason(Exchange exchange) {
        byte[] reason = exchange.getMessage().getHeader("reason", byte[].class);
        return reason == null ? "" : new String(reason, StandardCharsets.UTF_8);
    }

    @Test
    void whatIsLearnedIsDoneWith() throws Exception {
        Exchange exchange = record(LearnRouteTest.SPAM);

        take(exchange);

        assertThat(exchange.isRouteStop()).isTrue();
        assertThat(live.model().spam()).isEqualTo(1);
    }

    @Test
    void whileTheStoreDoesNotAnswerItIsPostponedAndThenLearned() throws Exception {
        Exchange exchange = record(LearnRouteTest.SPAM);
        tables.down(true);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> take(exchange))
                    .isInstanceOf(PostponedException.class)
                    .hasMessageContaining("no answer");
            assertThat(exchange.isRouteStop()).isFalse();
        }
        tables.down(false);

        take(exchange);

        assertThat(exchange.isRouteStop()).isTrue();
        assertThat(live.model().spam()).isEqualTo(1);
    }

    @Test
    void whenTheFirewallStopsItIsPostponed() throws Exception {
        try (var lock = Objects.requireNonNull(file.tryLock())) {
            stopping = true;
            assertThatThrownBy(() -> take(record(LearnRouteTest.SPAM)))
                    .as("%s", lock)
                    .isInstanceOf(PostponedException.class)
                    .hasMessageContaining("stops");
        }
        trainer.close();
        assertThatThrownBy(() -> take(record(LearnRouteTest.SPAM)))
                .isInstanceOf(PostponedException.class)
                .hasMessageContaining("stops");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatCannotBeReadIsParked() throws Exception {
        Exchange exchange = record(LearnRouteTest.SPAM.replace("Cheap", "Unreadable"));

        take(exchange);

        assertThat(exchange.isRouteStop()).isFalse();
        assertThat(reason(exchange)).isEqualTo("It cannot be read");
    }

    @Test
    void whatFailsForAReasonOfItsOwnIsParked() throws Exception {
        bug = new IllegalArgumentException("a bug\r\nof the trainer");
        Exchange exchange = record(LearnRouteTest.SPAM);

        take(exchange);

        assertThat(exchange.isRouteStop()).isFalse();
        assertThat(reason(exchange)).startsWith("Internal error: ").contains("a bug\\u000d\\u000aof the trainer");
    }
}
