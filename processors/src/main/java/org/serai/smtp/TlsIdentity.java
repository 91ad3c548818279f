package org.serai.smtp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of STARTTLS: from the configured PEM files, loaded again within seconds when they change, or a
 * self-made one. Shared by all listeners.
 */
public final class TlsIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final int POLL_SECONDS = 5;
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    private final Path certificate;
    private final Path key;
    private final Executor background;
    private volatile SslContext context;
    private List<FileTime> loaded;

    @SuppressWarnings("FutureReturnValueIgnored") // of reload, which goes on until the threads end
    private TlsIdentity(Path certificate, Path key, ScheduledExecutorService background) throws IOException {
        this.background = background;
        this.certificate = certificate;
        this.key = key;
        this.loaded = times();
        this.context = load();
        background.scheduleWithFixedDelay(this::reload, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * The identity that {@code smtp.tls.*} asks for.
     *
     * @param directory where a self-made certificate is kept, {@code data.dir/tls}
     * @param hostname its common name
     * @param background threads for private-key work, which is too slow for an event loop, and for reading files
     * @throws ConfigException when the configured files cannot be used
     */
    public static TlsIdentity of(
            TlsSettings settings, Path directory, String hostname, Clock clock, ScheduledExecutorService background)
            throws IOException {
        if (settings.certificate().isEmpty()) {
            var made = new SelfSigned(directory);
            made.ensure(hostname, clock.instant());
            LOG.warn(
                    "smtp.tls.certificate is not set: STARTTLS uses the self-made {}. Senders that enforce MTA-STS or DANE"
                            + " will refuse it",
                    made.certificate());
            return new TlsIdentity(made.certificate(), made.key(), background);
        }
        return new TlsIdentity(Path.of(settings.certificate()), Path.of(settings.key()), background);
    }

    /** A handler for the server side of a new connection. */
    SslHandler newHandler() {
        SslHandler handler = context.newHandler(ByteBufAllocator.DEFAULT, background);
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        return handler;
    }

    private SslContext load() throws IOException {
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "smtp.tls.certificate = " + certificate + ", smtp.tls.key = " + key + ": " + e.getMessage(), e);
        }
    }

    void reload() {
        try {
            List<FileTime> now = times();
            if (now.equals(loaded)) {
                return;
            }
            loaded = now;
            context = load();
            LOG.info("loaded the changed certificate {}", certificate);
        } catch (IOException | ConfigException e) {
            LOG.warn("cannot load the changed certificate {}, keeping the old one: {}", certificate, e.getMessage());
        }
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }
}
