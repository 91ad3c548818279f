package org.serai.smtp;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Reply;

/** What a session writes: replies in order, and a last one that arrives. */
final class Replies {

    private static final int BYE = 221;
    private static final Duration LAST_WORD = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final ChannelHandlerContext channel;
    private @Nullable ChannelFuture last;

    Replies(ChannelHandlerContext channel) {
        this.channel = channel;
    }

    /** Writes a reply without flushing it. */
    ChannelFuture say(Reply reply) {
        ChannelFuture said = channel.write(ByteBufUtil.writeUtf8(channel.alloc(), reply.wire()));
        last = said;
        return said;
    }

    /** The last reply has left. */
    boolean lastSaid() {
        return last != null && last.isSuccess();
    }

    /**
     * Says a last word and ends the connection, our half first: to close it while there is unread input would reset it, and
     * take the reply with it. A client that does not go, or does not read, is cut off.
     */
    ChannelFuture sayLast(Reply reply) {
        ChannelFuture said = say(reply);
        channel.flush();
        closeIn(LAST_WORD);
        said.addListener(done -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (reply.code() == BYE) {
                channel.close();
            } else if (tls != null) {
                tls.closeOutbound();
                closeIn(LINGER);
            } else if (channel.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                closeIn(LINGER);
            }
        });
        return said;
    }

    private void closeIn(Duration time) {
        channel.executor().schedule(() -> channel.close(), time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
