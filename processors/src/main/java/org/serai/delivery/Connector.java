package org.serai.delivery;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.mail.Envelope;

/**
 * Opens connections that are ready for MAIL: addresses tried in turn, greeting, EHLO or else HELO (RFC 5321 section 3.2) or
 * LHLO (RFC 2033), STARTTLS and EHLO again (RFC 3207) where asked for.
 */
final class Connector {

    private static final AttributeKey<Connection> CONNECTION = AttributeKey.valueOf(Connector.class, "connection");

    private final BackendSettings settings;
    private final BackendAddress address;
    private final Protocol protocol;
    private final InetSocketAddress backend;
    private final String helloName;
    private final Executor resolving;
    private final Bootstrap bootstrap;
    private final @Nullable SslContext tls;

    /**
     * @param bootstrap with event loops and the channel's class
     * @param resolving resolves the backend's name
     * @throws ConfigException when the authorities cannot be used
     */
    Connector(
            BackendSettings settings,
            BackendAddress address,
            String helloName,
            Bootstrap bootstrap,
            Executor resolving) {
        this.settings = settings;
        this.address = address;
        this.protocol = address.protocol();
        this.backend = address.server();
        this.helloName = helloName;
        this.resolving = resolving;
        this.tls = tls(settings);
        this.bootstrap = bootstrap
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        var connection = new Connection(channel, settings, address);
                        channel.attr(CONNECTION).set(connection);
                        channel.pipeline().addLast(new AnswerDecoder(), connection);
                    }
                });
    }

    /** A connection after EHLO; fails with {@link BackendException}. */
    CompletableFuture<Connection> connect() {
        return resolve().thenCompose(addresses -> reach(addresses, 0)).thenCompose(this::greet);
    }

    private CompletableFuture<InetAddress[]> resolve() {
        if (!backend.isUnresolved()) {
            return CompletableFuture.completedFuture(new InetAddress[] {backend.getAddress()});
        }
        try {
            return CompletableFuture.supplyAsync(this::addresses, resolving);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    BackendException.of(BackendReplies.BUSY, "no thread to resolve the backend's name"));
        }
    }

    private InetAddress[] addresses() {
        try {
            return InetAddress.getAllByName(backend.getHostString());
        } catch (UnknownHostException e) {
            throw new CompletionException(BackendException.of(
                    BackendReplies.UNREACHABLE, "no address of " + backend.getHostString() + " found"));
        }
    }

    private CompletableFuture<Connection> reach(InetAddress[] addresses, int index) {
        var reached = new CompletableFuture<Connection>();
        ChannelFuture connecting = bootstrap.connect(new InetSocketAddress(addresses[index], backend.getPort()));
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                reached.complete(connecting.channel().attr(CONNECTION).get());
            } else {
                reached.completeExceptionally(
                        BackendException.of(BackendReplies.UNREACHABLE, String.valueOf(done.cause())));
            }
        });
        if (index + 1 == addresses.length) {
            return reached;
        }
        return reached.handle((connection, failure) ->
                        failure == null ? CompletableFuture.completedFuture(connection) : reach(addresses, index + 1))
                .thenCompose(next -> next);
    }

    private CompletableFuture<Connection> greet(Connection connection) {
        return connection
                .greeting()
                .thenAccept(greeting -> refuseUnless(greeting.positive(), greeting, false))
                .thenCompose(greeted -> hello(connection, helloName))
                .thenCompose(ready -> tls == null
                        ? CompletableFuture.completedFuture(connection)
                        : secure(connection, tls).thenCompose(secured -> hello(connection, helloName)))
                .whenComplete((ready, failure) -> {
                    if (failure != null) {
                        connection.quit();
                    }
                });
    }

    /**
     * Says XCLIENT, and EHLO again as Postfix demands, unless it did so for this client. Fails closed, since the backend
     * would apply to us what it means for strangers, or the other way round.
     */
    CompletableFuture<Connection> introduce(Connection connection, Envelope envelope) {
        if (!settings.xclient()) {
            return CompletableFuture.completedFuture(connection);
        }
        Set<String> attributes = connection.extensions().arguments("XCLIENT");
        if (!attributes.contains("ADDR")) {
            return CompletableFuture.failedFuture(
                    BackendException.setting(address, "the backend does not offer XCLIENT to us", ""));
        }
        var client = XClient.of(envelope, attributes);
        if (client.equals(connection.introduced())) {
            return CompletableFuture.completedFuture(connection);
        }
        return connection.ask(client.command()).thenCompose(answer -> {
            refuseUnless(answer.positive(), answer, true);
            connection.introduced(client);
            return hello(connection, client.hello().isEmpty() ? helloName : client.hello());
        });
    }

    private CompletableFuture<Connection> hello(Connection connection, String name) {
        boolean lmtp = protocol == Protocol.LMTP;
        return connection.ask((lmtp ? "LHLO " : "EHLO ") + name).thenCompose(answer -> {
            if (answer.positive()) {
                connection.extensions(Extensions.of(answer));
                return CompletableFuture.completedFuture(connection);
            }
            boolean introduced = connection.introduced() != null;
            refuseUnless(answer.code() >= 500 && !lmtp, answer, introduced);
            connection.extensions(Extensions.NONE);
            return connection.ask("HELO " + name).thenApply(plain -> {
                refuseUnless(plain.positive(), plain, introduced);
                return connection;
            });
        });
    }

    private CompletableFuture<Connection> secure(Connection connection, SslContext context) {
        if (!connection.extensions().startTls()) {
            return CompletableFuture.failedFuture(
                    BackendException.setting(address, "the backend does not offer STARTTLS", ""));
        }
        return connection.ask("STARTTLS").thenCompose(answer -> {
            if (!answer.positive()) {
                throw BackendException.setting(address, "the backend refused STARTTLS: ", answer.toString());
            }
            return handshake(connection, context);
        });
    }

    /** On the event loop, in the call that read the reply: whatever came with it in the clear is dropped here. */
    private CompletableFuture<Connection> handshake(Connection connection, SslContext context) {
        Channel channel = connection.channel();
        channel.pipeline().get(AnswerDecoder.class).drop();
        connection.extensions(Extensions.NONE);
        SslHandler handler = context.newHandler(channel.alloc(), backend.getHostString(), backend.getPort());
        handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
        var secured = new CompletableFuture<Connection>();
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                secured.complete(connection);
            } else {
                secured.completeExceptionally(BackendException.setting(address, "TLS: ", String.valueOf(done.cause())));
            }
        });
        channel.pipeline().addFirst(handler);
        return secured;
    }

    private void refuseUnless(boolean good, Answer answer, boolean introduced) {
        if (!good) {
            throw BackendException.of(
                    BackendReplies.map(BackendReplies.Step.CONNECT, answer, introduced),
                    address,
                    answer.codes(),
                    "the backend said " + answer);
        }
    }

    private static @Nullable SslContext tls(BackendSettings settings) {
        var builder = SslContextBuilder.forClient();
        try {
            return switch (settings.tls()) {
                case OFF -> null;
                case STARTTLS ->
                    builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm(null)
                            .build();
                case STARTTLS_VERIFY -> {
                    List<X509Certificate> authorities = settings.tlsCaFile().certificates();
                    if (!authorities.isEmpty()) {
                        builder.trustManager(authorities);
                    }
                    yield builder.endpointIdentificationAlgorithm("HTTPS").build();
                }
            };
        } catch (SSLException e) {
            throw new ConfigException("backend.tls: " + e.getMessage(), e);
        }
    }
}
