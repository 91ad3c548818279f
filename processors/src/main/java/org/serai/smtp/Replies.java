package org.serai.smtp;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Reply;

/** What a session writes: replies in order, and a last one that arrives. */
@SuppressWarnings("FutureReturnValueIgnored") // whether a channel was closed in time is nobody's business
final class Replies {

    private static final int BYE = 221;
    private static final Duration LAST_WORD = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** More than what was on its way when the last word was said; more than a socket holds is a flood. */
    private static final int MAX_UNREAD = 1 << 20;

    private final Channel channel;
    private @Nullable ChannelFuture last;
    private int unread;
    private boolean cutOff;

    Replies(Channel channel) {
        this.channel = channel;
    }

    /**
     * Writes a reply without flushing it.
     *
     * @param then called on the event loop with true when it has left, with false when it cannot
     */
    void say(Reply reply, Consumer<Boolean> then) {
        ChannelFuture said = channel.write(ByteBufUtil.writeUtf8(channel.alloc(), reply.wire()));
        said.addListener(done -> then.accept(done.isSuccess()));
        last = said;
    }

    /** The last reply has left. */
    boolean lastSaid() {
        return last != null && last.isSuccess();
    }

    /**
     * Says a last word and ends the connection, our half first: to close it while there is unread input would reset it, and
     * take the reply with it. A client that does not go, or does not read, is cut off.
     */
    void sayLast(Reply reply, Consumer<Boolean> then) {
        closeIn(LAST_WORD);
        say(reply, said -> {
            then.accept(said);
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (reply.code() == BYE) {
                cutOff();
            } else if (tls != null) {
                tls.closeOutbound();
                closeIn(LINGER);
            } else if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                closeIn(LINGER);
            }
        });
        channel.flush();
    }

    /** What comes after the last word is thrown away for as long as we linger, but no more than {@value #MAX_UNREAD} octets of it. */
    void unread(int octets) {
        unread += octets;
        if (unread > MAX_UNREAD) {
            cutOff();
        }
    }

    /** It was we who closed the connection behind the last word, not the client. */
    boolean isCutOff() {
        return cutOff;
    }

    private void closeIn(Duration time) {
        channel.eventLoop().schedule(this::cutOff, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cutOff() {
        if (channel.isOpen()) {
            cutOff = true;
            channel.close();
        }
    }
}
