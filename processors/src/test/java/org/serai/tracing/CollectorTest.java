package org.serai.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.LogCapture;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.it.Ports;

/** How spans get to a collector, and what happens when none takes them. */
class CollectorTest {

    private static TracingSettings settings(Map<String, String> said) {
        return Binder.bind(TracingSettings.class, name -> "tracing." + name, said::get);
    }

    /** Answers nothing until it is let. */
    private static class Silent implements SpanExporter {

        final CompletableResultCode answer = new CompletableResultCode();
        private final List<Collection<SpanData>> batches = new ArrayList<>();
        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public synchronized CompletableResultCode export(Collection<SpanData> spans) {
            batches.add(List.copyOf(spans));
            asked.countDown();
            return answer;
        }

        private synchronized int spans() {
            return batches.stream().mapToInt(Collection::size).sum();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private static void span(Collector collector) {
        Tracer tracer = collector.provider().get("test");
        tracer.spanBuilder("span").startSpan().end();
    }

    @Test
    void whileNoneAreTakenSoManyWaitAndTheRestIsDropped() throws Exception {
        var silent = new Silent();
        TracingSettings few = settings(Map.of("uri", "http://127.0.0.1:1", "queue", "100", "timeout", "60s"));
        try (var collector = new Collector(few, silent, "here", Clock.systemUTC())) {
            span(collector);
            silent.asked.await();
            for (int i = 0; i < 10_000; i++) {
                span(collector);
            }

            assertThat(collector.spans()).isEqualTo(10_001);
            silent.answer.succeed();
            await().until(() -> collector.sent() == silent.spans() && silent.spans() > 100);
            assertThat(silent.spans()).isLessThanOrEqualTo(201);
            assertThat(collector.lost()).isZero();
        }
    }

    @Test
    void aCollectorThatIsAwayIsToldOnceAMinute() {
        var clock = new ManualClock();
        TracingSettings nobody = settings(Map.of("uri", "http://127.0.0.1:" + Ports.free()));
        try (var log = LogCapture.of(CollectorExporter.class);
                var collector = Collector.of(nobody, "here", clock)) {
            span(collector);
            await().until(() -> collector.lost() == 1);
            span(collector);
            await().until(() -> collector.lost() == 2);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Traces cannot be sent to " + nobody.uri() + " (tracing.uri): ")
                    .contains("1 spans are lost so far");

            clock.add(Duration.ofMinutes(1));
            span(collector);
            await().until(() -> log.lines().size() == 2);
        }
    }

    @Test
    void aCollectorThatSaysNothingIsLeftInTime() throws Exception {
        try (var listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var collector = Collector.of(
                        settings(Map.of("uri", "http://127.0.0.1:" + listening.getLocalPort(), "timeout", "200ms")),
                        "here",
                        Clock.systemUTC())) {
            span(collector);

            await().until(() -> collector.lost() == 1);
        }
    }

    @Test
    void aCollectorThatComesBackIsToldAndAtOnceWhenItGoesAgain() {
        var there = new AtomicBoolean();
        var scripted = new Silent() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                return there.get() ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
            }
        };
        var exporter = new CollectorExporter(scripted, "http://collector", new ManualClock());
        try (var log = LogCapture.of(CollectorExporter.class)) {
            exporter.export(List.of());
            exporter.export(List.of());
            there.set(true);
            exporter.export(List.of());
            exporter.export(List.of());
            there.set(false);
            exporter.export(List.of());

            assertThat(log.lines()).extracting(line -> line.substring(0, 4)).containsExactly("WARN", "INFO", "WARN");
            assertThat(log.lines().get(1)).contains("http://collector again");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:4318, http://127.0.0.1:4318/v1/traces",
        "http://collector:4318/, http://collector:4318/v1/traces",
        "https://[2001:db8::1]:4318, https://[2001:db8::1]:4318/v1/traces",
        "https://collector.example/otlp/v1/traces, https://collector.example/otlp/v1/traces"
    })
    void anAddressWithoutAPathGetsTheUsualOne(String said, String whole) {
        assertThat(settings(Map.of("uri", said)).uri()).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collector:4318",
                "grpc://collector:4317",
                "http://user:secret@collector",
                "http://",
                "http://collector?key=secret",
                "a b"
            })
    void anotherAddressIsRefused(String said) {
        assertThatThrownBy(() -> settings(Map.of("uri", said)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not of the form http://host:port");
    }

    @Test
    void withoutAnAddressThereAreNone() {
        assertThat(settings(Map.of()).on()).isFalse();
    }
}
