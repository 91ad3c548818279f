package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;

class JsonLinesTest {

    private final ManualClock clock = new ManualClock();

    @TempDir
    Path temp;

    private Path of(String day) {
        return temp.resolve("audit").resolve("verdicts-" + day + ".jsonl");
    }

    private JsonLines open() throws IOException {
        return new JsonLines(temp.resolve("audit"), "verdicts", clock);
    }

    @Test
    void eachUtcDayHasAFileByTheClock() throws IOException {
        try (var lines = open()) {
            clock.set(Instant.parse("2026-11-24T23:59:59.999Z"));
            lines.append("{\"n\":1}");
            clock.set(Instant.parse("2026-11-25T00:00:00Z"));
            lines.append("{\"n\":2}");
            lines.append("{\"n\":\"ü\"}");
        }

        assertThat(of("2026-11-24")).hasContent("{\"n\":1}\n");
        assertThat(of("2026-11-25")).hasContent("{\"n\":2}\n{\"n\":\"ü\"}\n");
    }

    @Test
    void aNewStartAppends() throws IOException {
        for (int start = 0; start < 2; start++) {
            try (var lines = open()) {
                lines.append("{}");
            }
        }

        assertThat(of("2026-11-24")).hasContent("{}\n{}\n");
    }

    @Test
    void aLineThatACrashCutDoesNotSwallowTheNext() throws IOException {
        Files.createDirectories(temp.resolve("audit"));
        Files.writeString(of("2026-11-24"), "{}\n{\"half\":");

        try (var lines = open()) {
            lines.append("{\"n\":1}");
        }

        assertThat(of("2026-11-24")).hasContent("{}\n{\"half\":\n{\"n\":1}\n");
    }

    @Test
    void linesOfManyThreadsDoNotMix() throws IOException, InterruptedException, ExecutionException {
        String line = "{\"n\":\"" + "x".repeat(5000) + "\"}";
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (var lines = open()) {
            List<Future<?>> appends = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                appends.add(threads.submit(() -> {
                    lines.append(line);
                    return null;
                }));
            }
            for (Future<?> append : appends) {
                append.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(Files.readAllLines(of("2026-11-24"))).hasSize(400).containsOnly(line);
    }
}
