package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;

class SendingTest {

    /** A backend that takes whatever it gets at once. */
    private static final class Taker extends ChannelOutboundHandlerAdapter {

        long octets;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            var bytes = (ByteBuf) message;
            octets += bytes.readableBytes();
            bytes.release();
            promise.setSuccess();
        }
    }

    private static Content zeros(long size) {
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    @Override
                    public int read() {
                        return 0;
                    }

                    @Override
                    public int read(byte[] bytes, int from, int length) {
                        return length;
                    }
                };
            }
        };
    }

    /** Else its length would be limited by the stack, and nobody else served on the loop meanwhile. */
    @Test
    void aLargeMailThatIsReadAsFastAsItIsTakenLetsOthersHaveTheLoop() {
        var taker = new Taker();
        var address = new BackendAddress(Protocol.SMTP, InetSocketAddress.createUnresolved("backend.example", 25));
        var channel = new EmbeddedChannel(taker);
        var connection = new Connection(channel, Backends.settings(), address);
        channel.pipeline().addLast(connection);
        channel.writeInbound(new Answer(220, List.of("hello")));
        Mail mail = Letters.from("m", "a@example.net", MailParameters.NONE);
        long size = 300_000_000;
        var pieces = new Pieces(Letters.with(mail, zeros(size)), Runnable::run);
        CompletableFuture<Answer> answer = connection.send(pieces, CompletableFuture.completedFuture(null), () -> true);
        var before = new AtomicInteger();
        channel.eventLoop().execute(() -> before.set((int) (taker.octets >> 20)));
        channel.runPendingTasks();
        assertThat(before.get()).isLessThan(10);
        assertThat(taker.octets).isEqualTo(size + "\r\n.\r\n".length());
        channel.writeInbound(new Answer(250, List.of("ok")));
        assertThat(answer).isCompletedWithValueMatching(Answer::positive);
        pieces.close();
    }

    /** A crash between the two would leave a mail of which nobody knows whether the backend has it. */
    @Test
    void theMarkIsWrittenWhenTheMailIsWrittenDownAndNeverWhenItCannotBe() {
        var recorded = new CompletableFuture<Void>();
        var kept = new Sent(recorded);
        assertThat(kept.taker.octets).isZero();

        recorded.complete(null);
        kept.channel.runPendingTasks();
        assertThat(kept.taker.octets).isEqualTo("0\r\n.\r\n".length());

        var failing = new CompletableFuture<Void>();
        var failed = new Sent(failing);
        failing.completeExceptionally(new IOException("disk full"));
        failed.channel.runPendingTasks();
        assertThat(failed.taker.octets).isZero();
        assertThat(failed.channel.isOpen()).isFalse();
        assertThat(failed.answer).isCompletedExceptionally();
    }

    /** A mail of one octet on its way. */
    private static final class Sent {

        final Taker taker = new Taker();
        final EmbeddedChannel channel = new EmbeddedChannel(taker);
        final CompletableFuture<Answer> answer;

        Sent(CompletableFuture<Void> recorded) {
            var address = new BackendAddress(Protocol.SMTP, InetSocketAddress.createUnresolved("backend.example", 25));
            var connection = new Connection(channel, Backends.settings(), address);
            channel.pipeline().addLast(connection);
            channel.writeInbound(new Answer(220, List.of("hello")));
            Mail mail = Letters.from("m", "a@example.net", MailParameters.NONE);
            var pieces = new Pieces(Letters.with(mail, zeros(1)), Runnable::run);
            answer = connection.send(pieces, recorded, () -> true);
            channel.runPendingTasks();
        }
    }
}
