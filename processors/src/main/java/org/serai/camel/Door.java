package org.serai.camel;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.jspecify.annotations.Nullable;
import org.serai.smtp.SmtpServer;

/** Puts our SMTP server behind a {@code netty:tcp} consumer, by {@code serverInitializerFactory=#name}. */
final class Door extends ServerInitializerFactory {

    private final Function<NettyConsumer, SmtpServer> servers;
    private volatile @Nullable SmtpServer server;
    private volatile @Nullable Channel listening;

    Door(Function<NettyConsumer, SmtpServer> servers) {
        this.servers = servers;
    }

    /** Camel asks once, when the route is built. */
    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer consumer) {
        server = servers.apply(consumer);
        return this;
    }

    @Override
    protected void initChannel(Channel channel) {
        SmtpServer made = server;
        if (made == null) {
            throw new IllegalStateException("a connection before the route was built");
        }
        listening = channel.parent();
        made.init(channel);
    }

    /** Stops accepting, then lets the sessions end; see {@link SmtpServer#drain}. */
    CompletionStage<Void> drain(Duration limit) {
        Channel channel = listening;
        if (channel != null) {
            channel.close();
        }
        SmtpServer made = server;
        return made == null ? CompletableFuture.completedFuture(null) : made.drain(limit);
    }
}
