package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
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
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of STARTTLS: from the configured PEM files, loaded again within seconds when they change, or a
 * self-made one. Shared by all listeners.
 */
public final class TlsIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final int POLL_SECONDS = 2;
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    private final Path certificate;
    private final Path key;
    private final String name;
    private final Executor background;
    private volatile SslContext context;
    private List<FileTime> loaded;
    private @Nullable List<FileTime> refused;

    @SuppressWarnings("FutureReturnValueIgnored") // of reload, which goes on until the threads end
    private TlsIdentity(Path certificate, Path key, String name, ScheduledExecutorService background)
            throws IOException {
        this.background = background;
        this.name = name;
        this.certificate = certificate;
        this.key = key;
        this.loaded = times();
        this.context = load();
        background.scheduleWithFixedDelay(this::reload, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * The identity that {@code smtp.tls.*} asks for.
     *
     * @param home what relative paths are under
     * @param where how errors name a property
     * @param directory where a self-made certificate is kept, {@code data.dir/tls}
     * @param hostname its common name
     * @param background threads for private-key work, which is too slow for an event loop, and for reading files
     * @throws ConfigException when the configured files cannot be used
     */
    public static TlsIdentity of(
            TlsSettings settings,
            Path home,
            UnaryOperator<String> where,
            Path directory,
            String hostname,
            Clock clock,
            ScheduledExecutorService background)
            throws IOException {
        if (settings.certificate().isEmpty()) {
            var made = new SelfSigned(directory);
            made.ensure(hostname, clock.instant());
            LOG.warn(
                    "smtp.tls.certificate is not set: STARTTLS uses the self-made {}. Senders that enforce MTA-STS or DANE"
                            + " will refuse it",
                    made.certificate());
            return new TlsIdentity(made.certificate(), made.key(), directory.toString(), background);
        }
        Path certificate = home.resolve(settings.certificate());
        Path key = home.resolve(settings.key());
        String name = where.apply("smtp.tls.certificate") + " = " + certificate + ", " + where.apply("smtp.tls.key")
                + " = " + key;
        try {
            return new TlsIdentity(certificate, key, name, background);
        } catch (IOException e) {
            throw ConfigException.about(name, home, e);
        }
    }

    /**
     * A handler for the server side of a new connection.
     *
     * @param patience time for the handshake, 30 s at most
     */
    SslHandler newHandler(Duration patience) {
        SslHandler handler = context.newHandler(ByteBufAllocator.DEFAULT, background);
        handler.setHandshakeTimeoutMillis(Math.min(HANDSHAKE.toMillis(), patience.toMillis()));
        return handler;
    }

    private SslContext load() throws IOException {
        for (Path file : List.of(certificate, key)) {
            // Netty would say that there is none in a file which it may not read.
            Files.newInputStream(file).close();
        }
        try {
            SslContext made = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .build();
            if (!shakesHands(made)) {
                throw new ConfigException(name + ": this key is not that of the certificate");
            }
            return made;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    name + ": " + e.getMessage() + "; both must be PEM, and the key without a password", e);
        }
    }

    /** The JDK takes any pair of files, such as a new certificate whose key is not written yet; so both are tried. */
    private static boolean shakesHands(SslContext made) throws SSLException {
        SslHandler serving = made.newHandler(ByteBufAllocator.DEFAULT);
        SslHandler asking = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .build()
                .newHandler(ByteBufAllocator.DEFAULT);
        var server = new EmbeddedChannel(serving);
        var client = new EmbeddedChannel(asking);
        try {
            while (passOn(client, server) | passOn(server, client)) {
                // One says what the other's last words ask for, until both are silent.
            }
        } catch (DecoderException e) {
            return false;
        } finally {
            client.finishAndReleaseAll();
            server.finishAndReleaseAll();
        }
        return asking.handshakeFuture().isSuccess() && serving.handshakeFuture().isSuccess();
    }

    private static boolean passOn(EmbeddedChannel from, EmbeddedChannel to) {
        ByteBuf octets = from.readOutbound();
        if (octets != null) {
            to.writeInbound(octets);
        }
        return octets != null;
    }

    /** Tries until it succeeds: a file may become readable without being changed again. */
    void reload() {
        List<FileTime> now = List.of();
        try {
            now = times();
            if (!now.equals(loaded)) {
                context = load();
                loaded = now;
                LOG.info("loaded the changed certificate {}", certificate);
            }
            refused = null;
        } catch (IOException | ConfigException e) {
            if (!now.equals(refused)) {
                LOG.warn(
                        "cannot load the changed certificate {}, keeping the old one: {}", certificate, e.getMessage());
            }
            refused = now;
        }
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }
}
