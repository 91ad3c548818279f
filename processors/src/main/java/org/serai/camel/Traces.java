package org.serai.camel;

import java.time.Clock;
import org.serai.config.Settings;
import org.serai.tracing.Collector;
import org.serai.tracing.MailTraces;
import org.serai.tracing.TracingSettings;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Traces, where {@code tracing.uri} says that there are some. */
final class Traces {

    private Traces() {}

    /** @param instance which Serai it is */
    static MailTraces of(Settings settings, String instance, Resources resources, Metrics metrics, Clock clock) {
        var tracing = settings.bind("tracing.", TracingSettings.class);
        if (!tracing.on()) {
            return MailTraces.OFF;
        }
        // OpenTelemetry logs past us, to the standard error; our own lines tell the same once a minute.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Collector collector = resources.add(Collector.of(tracing, instance, clock));
        metrics.watch(collector);
        return new MailTraces(collector.provider(), tracing.addresses());
    }
}
