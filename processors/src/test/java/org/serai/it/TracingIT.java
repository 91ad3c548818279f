package org.serai.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Serai and a collector. */
@Timeout(300)
class TracingIT {

    private static final byte[] MESSAGE =
            Wire.bytes("From: a@sender.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n"
                    + "Message-ID: <1@sender.example>\r\nSubject: secret\r\n\r\ntext\r\n");

    @TempDir
    Path home;

    private static String send(SeraiProcess serai) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            return client.send("a@sender.example", SeraiProcess.RCPT, MESSAGE);
        }
    }

    /** The trace in which a message went to the backend; whoever only looked whether the door is open has one as well. */
    private static List<Span> whole(OtlpReceiver collector) {
        return collector.spans().stream()
                .filter(span -> span.getName().equals("DATA"))
                .findFirst()
                .map(sent -> collector.spans().stream()
                        .filter(span -> span.getTraceId().equals(sent.getTraceId()))
                        .toList())
                .orElse(List.of());
    }

    @Test
    void aMailIsOneTraceFromConnectToDelivery() throws Exception {
        try (var collector = OtlpReceiver.start();
                var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("tracing.uri", collector.uri())
                        .start()) {
            assertThat(send(serai)).startsWith("250");
            await().atMost(Duration.ofSeconds(60)).until(() -> whole(collector).stream()
                    .anyMatch(span -> span.getName().equals("mail")));

            List<Span> spans = whole(collector);
            Map<String, Span> byName =
                    spans.stream().collect(Collectors.toMap(Span::getName, span -> span, (a, b) -> a));
            assertThat(byName)
                    .containsKeys(
                            "mail",
                            "connect",
                            "helo",
                            "mail-from",
                            "rcpt-to",
                            "data",
                            "data-dkim",
                            "verdict-deliver",
                            "deliver-send",
                            "RCPT",
                            "DATA",
                            "audit");
            Span backend = requireNonNull(byName.get("DATA"));
            assertThat(backend.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(backend.getParentSpanId())
                    .isEqualTo(requireNonNull(byName.get("deliver-send")).getSpanId());
            assertThat(OtlpReceiver.attributes(backend))
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("server.port", String.valueOf(sink.port()))
                    .containsEntry("serai.reply.code", "250");
            String id = serai.verdicts("a@sender.example").get(0).path("id").asText();
            assertThat(OtlpReceiver.attributes(requireNonNull(byName.get("mail"))))
                    .containsEntry("serai.mail.id", id);
            assertThat(collector.resource())
                    .containsEntry("service.name", "serai")
                    .containsEntry("service.instance.id", "mx." + SeraiProcess.DOMAIN);
            assertThat(spans.toString()).doesNotContain("sender.example", SeraiProcess.RCPT, "secret");
            await().until(() -> serai.metric("serai_tracing_sent_total") == serai.metric("serai_tracing_spans_total"));
            assertThat(serai.metric("serai_tracing_lost_total")).isZero();
        }
    }

    @Test
    void withoutACollectorMailGoesOnAndTheLogTellsItOnce() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("tracing.uri", "http://127.0.0.1:" + Ports.free())
                        .start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(send(serai)).startsWith("250");
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> serai.metric("serai_tracing_lost_total") > 0);
            assertThat(send(serai)).startsWith("250");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> serai.metric("serai_tracing_lost_total") == serai.metric("serai_tracing_spans_total"));

            assertThat(sink.messages()).hasSize(21);
            assertThat(serai.log().lines().filter(line -> line.contains("Traces cannot be sent to")))
                    .hasSize(1);
            assertThat(serai.log()).doesNotContain("opentelemetry");
        }
    }
}
