package org.serai.tracing;

import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Where spans go: over HTTP to a collector, on a thread of their own. Whoever ends a span waits for nothing: it is put into a queue
 * of {@code tracing.queue}, or dropped where that is full.
 */
public final class Collector implements AutoCloseable {

    /** At once; OpenTelemetry's own default. */
    private static final int BATCH = 512;

    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** Seconds that the rest of the spans may take when Serai stops. */
    private static final long CLOSE = 3;

    private final EndedSpans ended = new EndedSpans();
    private final CollectorExporter exporter;
    private final SdkTracerProvider provider;

    /**
     * To the collector that the settings name.
     *
     * @param instance which Serai it is, such as its host name
     */
    public static Collector of(TracingSettings settings, String instance, Clock clock) {
        return new Collector(
                settings,
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(settings.uri())
                        .setTimeout(settings.timeout())
                        .setConnectTimeout(settings.timeout())
                        // What is tried again keeps what comes after it waiting.
                        .setRetryPolicy(null)
                        .setCompression("gzip")
                        .build(),
                instance,
                clock);
    }

    Collector(TracingSettings settings, SpanExporter to, String instance, Clock clock) {
        this.exporter = new CollectorExporter(to, settings.uri(), clock);
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(Keys.SERVICE_NAME, "serai")
                        .put(Keys.SERVICE_INSTANCE, instance)
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
                .addSpanProcessor(ended)
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(settings.queue())
                        .setMaxExportBatchSize(Math.min(BATCH, settings.queue()))
                        .setScheduleDelay(PERIOD)
                        .setExporterTimeout(settings.timeout())
                        .build())
                .build();
    }

    /** Makes spans that go there. */
    public TracerProvider provider() {
        return provider;
    }

    /** Spans that were to be sent. */
    public long spans() {
        return ended.count();
    }

    /** Spans that the collector has taken. */
    public long sent() {
        return exporter.sent();
    }

    /** Spans that it has not taken. What is neither sent nor lost waits, or was dropped since too many waited. */
    public long lost() {
        return exporter.lost();
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE, TimeUnit.SECONDS);
    }
}
