package org.serai.tracing;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;

/** {@code tracing.*}: whether and where traces go. */
public record TracingSettings(
        @Option(
                        value = "",
                        doc =
                                "Where traces go, OTLP over HTTP (protobuf): http://host:4318, or with a path; without one it is"
                                        + " /v1/traces. Empty: no traces.")
                String uri,
        @Option(value = "1", least = "0", most = "1", doc = "So large a part of all mails is traced; 1: each.")
                double ratio,
        @Option(
                        value = "false",
                        doc =
                                "Spans tell the client's address and name, reverse-path and recipients. Never anything of the"
                                        + " content.")
                boolean addresses,
        @Option(
                        value = "4096",
                        least = "1",
                        most = "1000000",
                        doc = "So many spans wait for the collector; further ones are dropped.")
                int queue,
        @Option(
                        value = "10s",
                        least = "1ms",
                        most = "60s",
                        doc = "Time for the collector to take up to 512 spans; what it has not taken then is lost.")
                Duration timeout) {

    private static final String PATH = "/v1/traces";

    public TracingSettings {
        uri = uri.isEmpty() ? uri : whole(uri);
    }

    /** There are traces. */
    public boolean on() {
        return !uri.isEmpty();
    }

    private static String whole(String said) {
        URI parsed;
        try {
            parsed = URI.create(said);
        } catch (IllegalArgumentException e) {
            throw other(said, e);
        }
        boolean plain =
                parsed.getRawUserInfo() == null && parsed.getRawQuery() == null && parsed.getRawFragment() == null;
        if (parsed.getHost() == null || !plain || !Set.of("http", "https").contains(parsed.getScheme())) {
            throw other(said, null);
        }
        String path = parsed.getRawPath();
        return path.isEmpty() || path.equals("/") ? parsed.getScheme() + "://" + parsed.getRawAuthority() + PATH : said;
    }

    private static IllegalArgumentException other(String said, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + said + "' is not of the form http://host:port or https://host:port/path", cause);
    }
}
