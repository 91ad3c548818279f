package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.outbox;
import static org.serai.it.TopicSerai.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.it.Load.Outcome;

/**
 * Custody under all that goes wrong, at random: whatever is killed, hangs or is full, each message that got a 250 has a home, and one alone. A longer
 * run by command, {@code -Dserai.rounds=5000}; {@code -Dserai.seed} repeats one.
 */
class ChaosIT {

    private static final int ROUNDS = Integer.getInteger("serai.rounds", 200);
    private static final long SEED = Long.getLong("serai.seed", 20261129);

    /** Most of what is written is the journal, which keeps the last hours: 4 KB a message. */
    private static final int DISK = (256 << 20) + Math.min(ROUNDS, 4000) * 400_000;

    /** Of each client between two messages, or it would be the processors that everything waits for. */
    private static final Duration PAUSE = Duration.ofMillis(150);

    /** The id that {@link Load} gave a message, as its From field says it. */
    private static final Pattern ID = Pattern.compile("^From: (m[0-9]{6})@", Pattern.MULTILINE);

    /** What happens in a round, and how often in a hundred. */
    private enum Trouble {
        SERAI_IS_KILLED(14),
        SERAI_IS_KILLED_ON_A_FULL_DISK(4),
        SERAI_IS_KILLED_WHILE_THE_BROKER_HANGS(2),
        THE_BROKER_IS_KILLED(8),
        BOTH_ARE_KILLED(2),
        THE_BROKER_HANGS(25),
        THE_DISK_IS_FULL(45);

        private final int inAHundred;

        Trouble(int inAHundred) {
            this.inAHundred = inAHundred;
        }

        static Trouble any(Random random) {
            int left = random.nextInt(100);
            for (Trouble trouble : values()) {
                left -= trouble.inAHundred;
                if (left < 0) {
                    return trouble;
                }
            }
            throw new AssertionError("they are a hundred");
        }
    }

    private final Random random = new Random(SEED);

    @Test
    void whateverHappensEach250HasAHome(@TempDir Path kafka, @TempDir Path home) throws Exception {
        try (var disk = SmallDisk.at(home.resolve("data"), DISK)) {
            whateverHappensEach250HasAHome(disk, kafka, home);
        }
    }

    private void whateverHappensEach250HasAHome(SmallDisk disk, Path kafka, Path home) throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                // Whole messages go to the backend, those with any finding into quarantine.
                var serai = setup(broker, home)
                        .backend(sink.port())
                        .property("audit.uri", "kafka:mail.verdicts")
                        .property("quarantine.timeout", "1s")
                        .property("journal.retention", "1h")
                        .property("spool.min-free", "1MB")
                        .property("store.min-free", "16MB")
                        .start();
                var load = Load.on(serai.port(), 6, PAUSE)) {
            for (int round = 0; round < ROUNDS; round++) {
                Trouble trouble = Trouble.any(random);
                int before = load.accepted();
                make(trouble, disk, broker, serai);
                goesOn(serai, load, before, "round " + round + ", " + trouble);
            }
            load.stop();
            shipped(serai);

            Map<String, Integer> delivered = new HashMap<>();
            sink.messages().forEach(each -> delivered.merge(id(Wire.text(each.content())), 1, Integer::sum));
            Map<String, Integer> quarantined = quarantined(broker);
            var homes = new HashSet<>(delivered.keySet());
            homes.addAll(quarantined.keySet());
            assertThat(delivered).isNotEmpty();
            assertThat(quarantined).isNotEmpty();
            assertThat(homes).containsAll(load.with(Outcome.ACCEPTED));
            assertThat(homes).doesNotContainAnyElementsOf(load.with(Outcome.NOT_SENT));
            // Nobody sends a message again here, so no attempt may leave two.
            assertThat(delivered.values()).containsOnly(1);
            assertThat(quarantined.values()).containsOnly(1);
            assertThat(delivered.keySet()).doesNotContainAnyElementsOf(quarantined.keySet());
            assertThat(serai.differences().values()).allMatch(what -> what.startsWith("in doubt"));
        }
    }

    private void make(Trouble trouble, SmallDisk disk, KafkaBroker broker, SeraiProcess serai) throws IOException {
        pause(100);
        switch (trouble) {
            case SERAI_IS_KILLED -> serai.kill9();
            case SERAI_IS_KILLED_ON_A_FULL_DISK -> {
                disk.fill(random.nextInt(3) * 100_000L);
                pause(300);
                serai.kill9();
                disk.empty();
            }
            case SERAI_IS_KILLED_WHILE_THE_BROKER_HANGS -> {
                broker.suspend();
                pause(1500);
                serai.kill9();
                broker.resume();
            }
            case THE_BROKER_IS_KILLED -> {
                broker.kill9();
                pause(500);
                broker.restart();
            }
            case BOTH_ARE_KILLED -> {
                broker.kill9();
                pause(1500);
                serai.kill9();
                broker.restart();
            }
            case THE_BROKER_HANGS -> {
                broker.suspend();
                pause(2000);
                broker.resume();
            }
            case THE_DISK_IS_FULL -> {
                disk.fill(random.nextInt(3) * 100_000L);
                pause(500);
                disk.empty();
            }
        }
        if (!serai.alive()) {
            serai.restart();
        }
    }

    private static void goesOn(SeraiProcess serai, Load load, int before, String when) {
        try {
            await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(() -> load.accepted() > before);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "Nothing is accepted any more since " + when + ". Replies: "
                            + load.refusals().values().stream()
                                    .map(reply -> reply.split("mail ", 2)[0])
                                    .collect(Collectors.toCollection(TreeSet::new))
                            + tail(serai),
                    e);
        }
    }

    private static void shipped(SeraiProcess serai) throws IOException {
        try {
            await().atMost(Duration.ofMinutes(5)).until(() -> outbox(serai).isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("These wait in the outbox: " + outbox(serai) + tail(serai), e);
        }
    }

    private static String tail(SeraiProcess serai) {
        List<String> log = serai.log()
                .lines()
                .filter(line -> !line.contains(" verdict id="))
                .toList();
        return "\n" + String.join("\n", log.subList(Math.max(0, log.size() - 40), log.size()));
    }

    private void pause(int most) {
        await().pollDelay(Duration.ofMillis(1 + random.nextInt(most))).until(() -> true);
    }

    /** By the mail id, which is the key: who reads the topic finds a message once, however often it was sent. */
    private static Map<String, Integer> quarantined(KafkaBroker broker) {
        var keys = new HashSet<String>();
        var times = new HashMap<String, Integer>();
        for (ConsumerRecord<String, byte[]> record : broker.records("mail.quarantine")) {
            if (keys.add(record.key())) {
                times.merge(id(Wire.text(record.value())), 1, Integer::sum);
            }
        }
        return times;
    }

    private static String id(String message) {
        var matcher = ID.matcher(message);
        assertThat(matcher.find())
                .as("a whole message of the load: %s", message)
                .isTrue();
        assertThat(message).endsWith("line of text\r\n".repeat(100));
        return matcher.group(1);
    }
}
