package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The 250 for a quarantined message is written after the disk has it: file, name and directory. */
class FsyncIT {

    @Test
    void quarantineIsOnDiskBeforeThe250(@TempDir Path home) throws IOException {
        String strace = Needs.tool("strace").toString();
        Path trace = home.resolve("trace");
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("threshold.tag", "0.1")
                        .property("threshold.quarantine", "0.1")
                        .property("threshold.reject", "1000")
                        .start();
                var tracer = ChildProcess.start(
                        home,
                        home.resolve("strace.log"),
                        Map.of(),
                        List.of(
                                strace,
                                "-f",
                                "-y",
                                "-s",
                                "80",
                                "-o",
                                trace.toString(),
                                "-e",
                                "trace=fsync,fdatasync,rename,renameat,renameat2,link,write,writev,sendto,sendmsg",
                                "-p",
                                Long.toString(serai.pid())))) {
            tracer.awaitLog("attached", Duration.ofSeconds(60));
            try (var client = SmtpClient.hello(serai.port())) {
                String reply = client.send(
                        "a@sender.example", SeraiProcess.RCPT, Wire.bytes("From: a@sender.example\r\n\r\nno date\r\n"));
                assertThat(reply).startsWith("250");
                client.expect("221", "QUIT\r\n");
            }
            await().untilAsserted(() -> assertThat(Files.readString(trace)).contains("\"221 "));
            tracer.terminate();
            tracer.awaitExit(Duration.ofSeconds(120));

            List<String> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
            String store = serai.data().resolve("quarantine").toString();
            int file = first(calls, 0, line -> line.contains("sync(") && line.contains(store) && line.contains(".eml"));
            int rename = first(calls, file, line -> line.contains("rename") && line.contains(store));
            int directory = first(calls, rename, line -> line.contains("fsync(") && line.contains("<" + store));
            int reply = first(calls, directory, line -> line.contains("\"250 2."));
            assertThat(List.of(file, rename, directory, reply)).isSorted();
            assertThat(sink.messages()).isEmpty();
        }
    }

    private static int first(List<String> calls, int after, Predicate<String> wanted) {
        return IntStream.range(after, calls.size())
                .filter(i -> wanted.test(calls.get(i)))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("not found behind line " + after + " of:\n" + String.join("\n", calls)));
    }
}
