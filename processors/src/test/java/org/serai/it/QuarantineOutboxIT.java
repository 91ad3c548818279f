package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.drained;
import static org.serai.it.TopicSerai.entry;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.json;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.outbox;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.it.Load.Outcome;

/** No 250 without a home: the broker of quarantine is killed, stopped and slow. */
class QuarantineOutboxIT {

    private static final String TOPIC = "mail.quarantine";

    @TempDir
    private Path kafka;

    @TempDir
    private Path home;

    @Test
    void whileTheBrokerIsKilledStoppedAndSlowEvery250HasAHome() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                // Whole messages go to the backend, those with any finding into quarantine.
                var serai = setup(broker, home)
                        .backend(sink.port())
                        .property("quarantine.timeout", "2s")
                        .start();
                var load = Load.on(serai.port(), 4)) {
            accepted(load, 100);
            broker.kill9();
            accepted(load, 200);
            assertThat(outbox(serai)).isNotEmpty();
            broker.restart();
            drained(serai);
            accepted(load, 100);
            broker.suspend();
            accepted(load, 200);
            broker.resume();
            drained(serai);
            broker.stop();
            accepted(load, 100);
            serai.kill9();
            broker.restart();
            serai.restart();
            accepted(load, 100);
            load.stop();
            drained(serai);

            var kept = new ArrayList<String>();
            var keys = new TreeSet<String>();
            for (ConsumerRecord<String, byte[]> record : broker.records(TOPIC)) {
                if (keys.add(record.key())) {
                    kept.add(json(record, "envelope").path("mailFrom").asText().substring(0, 7));
                }
            }
            assertThat(kept).isNotEmpty();
            // One key a message: whoever reads finds each once.
            assertThat(kept).doesNotHaveDuplicates();
            var homes = new TreeSet<>(kept);
            sink.messages().forEach(each -> homes.add(from(each)));
            assertThat(homes).containsAll(load.with(Outcome.ACCEPTED));
            assertThat(load.with(Outcome.REFUSED)).noneMatch(kept::contains);
        }
    }

    private static void accepted(Load load, int more) {
        int before = load.accepted();
        await().atMost(LONG).until(() -> load.accepted() >= before + more);
    }

    /** It confirms, but now before the time is over and now behind it. */
    @Test
    void whileTheBrokerIsSlowEvery250HasAHomeAndNobodyWaitsForLong() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                var serai = confirming(setup(broker, home).backend(sink.port()).property("quarantine.timeout", "1s"));
                var load = Load.on(serai.port(), 4, Duration.ofMillis(20))) {
            accepted(load, 20);
            double before = serai.metric("serai_quarantine_aside_total");
            for (long millis : new long[] {700, 1300, 900, 1600, 1050, 2500, 950}) {
                broker.suspend();
                await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
                broker.resume();
                await().pollDelay(Duration.ofMillis(150)).until(() -> true);
            }
            // Kafka's own time would be ten seconds.
            broker.suspend();
            accepted(load, 1);
            long asked = System.nanoTime();
            assertThat(send(serai, message("meanwhile"))).startsWith("250");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
            broker.resume();
            load.stop();
            assertThat(serai.metric("serai_quarantine_aside_total")).isGreaterThan(before);
            drained(serai);

            assertThat(load.with(Outcome.REFUSED)).isEmpty();
            assertThat(load.with(Outcome.UNANSWERED)).isEmpty();
            Map<String, Set<String>> keys = broker.records(TOPIC).stream()
                    .collect(Collectors.groupingBy(
                            record -> from(record), Collectors.mapping(ConsumerRecord::key, Collectors.toSet())));
            var homes = new TreeSet<>(keys.keySet());
            sink.messages().forEach(each -> homes.add(from(each)));
            assertThat(homes).containsAll(load.with(Outcome.ACCEPTED));
            assertThat(keys.values()).allSatisfy(each -> assertThat(each).hasSize(1));
            assertThat(serai.differences()).isEmpty();
        }
    }

    private static String from(SmtpSink.Message message) {
        return Wire.text(message.content()).split("From: ", 2)[1].substring(0, 7);
    }

    /** The id that {@link Load} gave a message. */
    private static String from(ConsumerRecord<String, byte[]> record) {
        try {
            String mailFrom = json(record, "envelope").path("mailFrom").asText();
            return mailFrom.substring(0, mailFrom.indexOf('@'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withFallbackDeferTheSenderKeepsIt() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var serai = confirming(setup(broker, home)
                        .property("quarantine.fallback", "defer")
                        .property("quarantine.timeout", "2s"))) {
            broker.stop();
            assertThat(send(serai, message("later"))).startsWith("451 4.3.0");
            assertThat(outbox(serai)).isEmpty();
            broker.restart();
            await().atMost(LONG).until(() -> send(serai, message("later")).startsWith("250"));
        }
    }

    @Test
    void withoutABrokerItStartsAndShipsWhenThereIsOne() throws Exception {
        try (var broker = KafkaBroker.start(kafka)) {
            broker.stop();
            try (var serai = setup(broker, home).start()) {
                var waiting = new ArrayList<String>();
                for (int i = 0; i < 12; i++) {
                    String reply = send(serai, message("early " + i));
                    assertThat(reply).startsWith("250");
                    waiting.add(id(reply));
                }
                assertThat(outbox(serai)).hasSize(12);
                // Up, or there would be no page.
                await().atMost(LONG).ignoreExceptions().until(() -> serai.observe("health")
                        .contains("not reachable"));
                broker.restart();
                drained(serai);
                // The oldest first.
                assertThat(broker.records(TOPIC).stream()
                                .map(ConsumerRecord::key)
                                .distinct())
                        .containsExactlyElementsOf(waiting);
                await().atMost(LONG).until(() -> entry(serai, waiting.get(11))
                        .at("/place/kind")
                        .asText()
                        .equals("TOPIC"));
            }
        }
    }

    /** A broker that hangs takes what was sent to it when it wakes up; the sender of it has long been told otherwise. */
    @Test
    void whatIsDeletedWhileItWaitsIsTakenFromTheTopicToo() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var serai = confirming(setup(broker, home).property("quarantine.timeout", "1s"))) {
            send(serai, message("before"));
            broker.suspend();
            String late = id(send(serai, message("late")));
            assertThat(outbox(serai)).containsExactly(late + ".eml");
            broker.resume();
            await().atMost(LONG).until(() -> last(broker).containsKey(late));
            // It is shipped when it is ten seconds old.
            assertThat(outbox(serai)).containsExactly(late + ".eml");

            assertThat(new AdminApi(serai).delete("/" + late).status()).isEqualTo(200);

            assertThat(outbox(serai)).isEmpty();
            assertThat(last(broker)).containsEntry(late, false);
            assertThat(serai.differences()).isEmpty();
        }
    }

    /** By key whether its last record has a value. */
    private static Map<String, Boolean> last(KafkaBroker broker) {
        return broker.records(TOPIC).stream()
                .collect(Collectors.toMap(
                        ConsumerRecord::key, record -> record.value() != null, (before, after) -> after));
    }
}
