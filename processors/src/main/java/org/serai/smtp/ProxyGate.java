package org.serai.smtp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.serai.mail.Client;
import org.serai.mail.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a connection from a balancer until its PROXY header has told who the client is (HAProxy's PROXY protocol, versions 1
 * and 2), then lets the session begin. A balancer that says nothing of the kind is sent away: to take it for the client
 * would count everybody behind it as one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of close and schedule: nobody waits for them
final class ProxyGate extends ChannelInboundHandlerAdapter {

    /** As much as a balancer may add: more than AWS, Azure and HAProxy do. */
    static final int MAX_EXTENSIONS = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(ProxyGate.class);
    private static final int PATIENCE_SECONDS = 5;

    private final InetSocketAddress balancer;
    private final Function<Client, SmtpSession> sessions;
    private final Function<InetAddress, Boolean> trusted;

    ProxyGate(
            InetSocketAddress balancer,
            Function<InetAddress, Boolean> trusted,
            Function<Client, SmtpSession> sessions) {
        this.balancer = balancer;
        this.trusted = trusted;
        this.sessions = sessions;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (!ctx.isRemoved()) {
                                refuse(ctx, "no PROXY header within " + PATIENCE_SECONDS + " s");
                            }
                        },
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var header = (HAProxyMessage) message;
        Client client;
        try {
            client = client(header);
        } finally {
            header.release();
        }
        ctx.pipeline().addAfter(ctx.name(), SmtpSession.NAME, sessions.apply(client));
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    /** A balancer that speaks for itself, as it does to see whether we live, is nobody of ours. */
    private Client client(HAProxyMessage header) {
        boolean relayed = header.command() == HAProxyCommand.PROXY
                && header.proxiedProtocol().transportProtocol() == TransportProtocol.STREAM;
        boolean internet =
                switch (header.proxiedProtocol().addressFamily()) {
                    case AF_IPv4, AF_IPv6 -> true;
                    case AF_UNSPEC, AF_UNIX -> false;
                };
        if (!relayed || !internet) {
            return Client.of(balancer, false);
        }
        InetAddress address = Network.literal(header.sourceAddress());
        return new Client(address, header.sourcePort(), "", trusted.apply(address));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException || cause instanceof IllegalArgumentException) {
            refuse(ctx, "no valid PROXY header");
        } else {
            LOG.debug("{}: connection lost: {}", balancer, cause.toString());
            ctx.close();
        }
    }

    private void refuse(ChannelHandlerContext ctx, String why) {
        LOG.warn("{} stands in smtp.proxy-networks, but sent {}: closing", balancer, why);
        ctx.close();
    }
}
