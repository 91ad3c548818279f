package org.serai.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a collector takes and what is lost; the log tells that one does not answer, once a minute at most. */
final class CollectorExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(CollectorExporter.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final SpanExporter exporter;
    private final String uri;
    private final Clock clock;
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private long told = Long.MIN_VALUE;
    private boolean failing;

    /** @param uri where {@code exporter} sends to, for the log */
    CollectorExporter(SpanExporter exporter, String uri, Clock clock) {
        this.exporter = exporter;
        this.uri = uri;
        this.clock = clock;
    }

    /** Spans that the collector has taken. */
    long sent() {
        return sent.sum();
    }

    /** Spans that it has not taken. */
    long lost() {
        return lost.sum();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        int count = spans.size();
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                sent.add(count);
                works();
            } else {
                lost.add(count);
                fails(result.getFailureThrowable());
            }
        });
    }

    private synchronized void fails(@Nullable Throwable why) {
        failing = true;
        long now = clock.millis();
        if (told == Long.MIN_VALUE || now - told >= PAUSE.toMillis() || now < told) {
            told = now;
            LOG.warn(
                    "Traces cannot be sent to {} (tracing.uri): {}; {} spans are lost so far, mail goes on. Does a collector take"
                            + " OTLP over HTTP there?",
                    uri,
                    why == null ? "it did not take them" : root(why).toString(),
                    lost());
        }
    }

    private static Throwable root(Throwable why) {
        Throwable cause = why;
        for (int depth = 0; depth < 10 && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return cause;
    }

    private synchronized void works() {
        if (failing) {
            failing = false;
            told = Long.MIN_VALUE;
            LOG.info("Traces are sent to {} again; {} spans were lost", uri, lost());
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
