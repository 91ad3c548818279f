package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sends files through the door over parallel sessions and compares what the sink kept with what was sent. */
final class Relayed {

    private static final int SESSIONS = 6;
    private static final int A_SESSION = 50;

    private final List<Path> files;
    private final Map<Integer, String> replies = new ConcurrentHashMap<>();
    private final SmtpSink sink;

    private Relayed(List<Path> messages, SmtpSink sink) {
        this.files = messages;
        this.sink = sink;
    }

    /** Sends every file as one message with CRLF line ends, and waits for all replies. */
    static Relayed send(List<Path> messages, int port, SmtpSink sink) {
        var relayed = new Relayed(messages, sink);
        relayed.send(port);
        return relayed;
    }

    private void send(int port) {
        var next = new AtomicInteger();
        var pool = Executors.newFixedThreadPool(SESSIONS);
        Callable<Boolean> session = () -> {
            while (next.get() < files.size()) {
                try (var client = SmtpClient.hello(port)) {
                    for (int i = 0; i < A_SESSION; i++) {
                        int index = next.getAndIncrement();
                        if (index >= files.size()) {
                            break;
                        }
                        replies.put(index, client.send(sender(index), SeraiProcess.RCPT, canonical(index)));
                    }
                    client.expect("221", "QUIT\r\n");
                }
            }
            return true;
        };
        try {
            for (var result : pool.invokeAll(Collections.nCopies(SESSIONS, session))) {
                result.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Each was accepted, arrived once and is byte for byte the same behind the prepended fields; else it is named. */
    void assertAllAcceptedAndEqual() {
        Map<String, List<SmtpSink.Message>> arrived =
                sink.messages().stream().collect(Collectors.groupingBy(SmtpSink.Message::mailFrom));
        var wrong = new ArrayList<String>();
        for (int index = 0; index < files.size(); index++) {
            try {
                assertThat(replies.getOrDefault(index, "")).startsWith("250");
                var copies = arrived.getOrDefault(sender(index), List.of());
                assertThat(copies).hasSize(1);
                byte[] kept = copies.get(0).content();
                Prepended.assertOnlyKnownFields(Wire.prepended(kept, expected(index)));
            } catch (AssertionError e) {
                wrong.add(files.get(index) + ": " + e.getMessage());
            }
        }
        assertThat(wrong).as("%d of %d messages", wrong.size(), files.size()).isEmpty();
        assertThat(sink.messages()).hasSameSizeAs(files);
    }

    /** Names of the files that arrived otherwise than sent, by a rule that says so. */
    List<String> changedByRule() {
        return IntStream.range(0, files.size())
                .filter(index -> !Arrays.equals(canonical(index), expected(index)))
                .mapToObj(index -> files.get(index).getFileName().toString())
                .sorted()
                .toList();
    }

    private byte[] canonical(int index) {
        return read(index, Wire::canonical);
    }

    private byte[] expected(int index) {
        return read(index, stored -> Prepended.withoutForgeries(Wire.normalized(Wire.canonical(stored))));
    }

    private byte[] read(int index, Function<byte[], byte[]> change) {
        try {
            return change.apply(Files.readAllBytes(files.get(index)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sender(int index) {
        return "m" + index + "@sender.example";
    }
}
