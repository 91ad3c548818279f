package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.it.Load.Outcome;

/** Custody: what got a 250 is at the backend or in quarantine, however Serai dies. */
class CrashIT {

    private static final int KILLS = Integer.getInteger("serai.kills", 50);

    /** The id that {@link Load} gave a message, as its From field says it. */
    private static final Pattern ID = Pattern.compile("^From: (m[0-9]{6})@", Pattern.MULTILINE);

    private static final Pattern TAKEN =
            Pattern.compile("\"phase\":\"data\".*\"reply\":\"250 .*\"mailFrom\":\"(m[0-9]{6})@");

    @Test
    void killedFiftyTimesUnderLoadItLosesNothing(@TempDir Path home) throws IOException {
        var moments = new Random(20261124);
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .manySessions()
                        // Whole messages go to the backend, those with any finding into quarantine.
                        .property("threshold.tag", "0.1")
                        .property("threshold.quarantine", "0.1")
                        .property("threshold.reject", "1000")
                        .start();
                var load = Load.on(serai.port(), 6)) {
            for (int kill = 0; kill < KILLS; kill++) {
                int accepted = load.accepted();
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> load.accepted() > accepted);
                await().pollDelay(Duration.ofMillis(1 + moments.nextInt(150))).until(() -> true);
                serai.kill9();
                serai.restart();
            }
            load.stop();
            // What the journal held at the last kill goes on now.
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(taken(serai.data())).containsAll(load.with(Outcome.ACCEPTED)));

            Map<String, Integer> delivered = count(sink);
            Map<String, Integer> quarantined = quarantined(serai.data().resolve("quarantine"));
            var kept = new TreeSet<>(delivered.keySet());
            kept.addAll(quarantined.keySet());
            assertThat(delivered).isNotEmpty();
            assertThat(quarantined).isNotEmpty();
            assertThat(kept).containsAll(load.with(Outcome.ACCEPTED));
            assertThat(common(kept, load.with(Outcome.REFUSED))).isEmpty();
            assertThat(common(kept, load.with(Outcome.NOT_SENT))).isEmpty();
            assertThat(delivered.values()).containsOnly(1);
            assertThat(quarantined.values()).containsOnly(1);
            assertThat(common(delivered.keySet(), quarantined.keySet())).isEmpty();
            assertThat(load.with(Outcome.ACCEPTED)).hasSizeGreaterThan(KILLS);
            assertThat(serai.differences().values()).allMatch(what -> what.startsWith("in doubt"));
        }
    }

    /** By the reverse-paths of events that tell of a 250. */
    private static Set<String> taken(Path data) throws IOException {
        var out = new TreeSet<String>();
        try (var files = Files.list(data.resolve("audit"))) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    var event = TAKEN.matcher(line);
                    if (event.find()) {
                        out.add(event.group(1));
                    }
                }
            }
        }
        return out;
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        var both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    private static Map<String, Integer> count(SmtpSink sink) {
        var times = new HashMap<String, Integer>();
        for (SmtpSink.Message message : sink.messages()) {
            times.merge(id(Wire.text(message.content())), 1, Integer::sum);
        }
        return times;
    }

    private static Map<String, Integer> quarantined(Path store) throws IOException {
        var times = new HashMap<String, Integer>();
        try (var files = Files.walk(store)) {
            files.filter(file -> file.toString().endsWith(".eml"))
                    .map(CrashIT::read)
                    .forEach(text -> times.merge(id(text), 1, Integer::sum));
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

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
