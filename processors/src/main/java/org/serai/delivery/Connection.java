package org.serai.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Reply;

/**
 * One SMTP connection to the backend. It belongs to one mail at a time, which asks one thing at a time; all state is touched
 * on its event loop only. A broken rule of the protocol, an unasked reply or a time-out closes it; what was asked then fails
 * with {@link BackendException}.
 */
final class Connection extends SimpleChannelInboundHandler<Answer> {

    private static final byte[] END_OF_DATA = {'.', '\r', '\n'};
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Commands asked in one go, and what has come so far; no commands: one reply to what was written otherwise. */
    private record Asked(List<String> commands, List<Answer> answers, CompletableFuture<List<Answer>> done) {

        Asked(List<String> commands, CompletableFuture<List<Answer>> done) {
            this(commands, new ArrayList<>(Math.max(1, commands.size())), done);
        }
    }

    private final Channel channel;
    private final BackendSettings settings;
    private final Timeout timeout;
    private final CompletableFuture<List<Answer>> greeting = new CompletableFuture<>();
    private @Nullable Asked asked = new Asked(List.of(), greeting);
    private int written;
    private @Nullable Sending sending;
    private String why = "closed by the backend";
    private volatile @Nullable Home home;
    private final BackendAddress backend;
    private volatile Extensions extensions = Extensions.NONE;
    private volatile @Nullable XClient introduced;
    private volatile int messages;
    private volatile int errors;
    private volatile boolean reused;

    Connection(Channel channel, BackendSettings settings, BackendAddress backend) {
        this.channel = channel;
        this.backend = backend;
        this.settings = settings;
        this.timeout = new Timeout(channel, this::late);
    }

    BackendAddress backend() {
        return backend;
    }

    Channel channel() {
        return channel;
    }

    /** The first reply of the backend. */
    CompletableFuture<Answer> greeting() {
        return greeting.thenApply(answers -> answers.get(0));
    }

    /** Where it is given back. */
    Home home() {
        Home known = home;
        if (known == null) {
            throw new IllegalStateException("a connection without a home");
        }
        return known;
    }

    /** Called once; from then on {@code owner} is told of its end, and when it lies idle for too long. */
    void belongsTo(Home owner) {
        home = owner;
        channel.closeFuture().addListener(closed -> owner.closed(this));
    }

    Extensions extensions() {
        return extensions;
    }

    void extensions(Extensions announced) {
        extensions = announced;
    }

    /** As whom XCLIENT made us speak, null for ourselves. */
    @Nullable
    XClient introduced() {
        return introduced;
    }

    void introduced(XClient client) {
        introduced = client;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /**
     * Due to be replaced; also after XCLIENT where the backend takes no other from the client that it now sees, as Postfix
     * does.
     */
    boolean worn() {
        return (introduced != null && !extensions.has("XCLIENT"))
                || messages >= settings.messagesPerConnection()
                || errors >= settings.errorsPerConnection();
    }

    /** It has served before, so the backend may have closed it unseen. */
    boolean reused() {
        return reused;
    }

    void markReused() {
        reused = true;
    }

    /**
     * Writes the commands in one flush where the backend does PIPELINING (RFC 2920), else each after the reply to the one
     * before; then a negative reply to the first ends it, and the list is shorter.
     */
    CompletableFuture<List<Answer>> ask(List<String> commands) {
        if (commands.stream().anyMatch(Connection::controls)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("a control character in a command"));
        }
        return whenReady(done -> {
            asked = new Asked(commands, done);
            written = 0;
            write(extensions.pipelining() ? commands.size() : 1);
        });
    }

    CompletableFuture<Answer> ask(String command) {
        return ask(List.of(command)).thenApply(answers -> answers.get(0));
    }

    /**
     * Streams the content after 354, as fast as the backend takes it, and gives the reply to it.
     *
     * @param pieces closed by the caller when the reply is there
     * @param recorded completed before the end-of-data mark is written; when it fails, the connection is closed without it
     * @param mayEnd asked once, right before the end-of-data mark; false: the connection is closed without it
     */
    CompletableFuture<Answer> send(Pieces pieces, CompletionStage<?> recorded, BooleanSupplier mayEnd) {
        return whenReady(done -> {
                    messages++;
                    sending = new Sending(this, channel, pieces, recorded, mayEnd, done);
                    sending.pump();
                })
                .thenApply(answers -> answers.get(0));
    }

    /** Says QUIT (RFC 5321 section 4.1.1.10) and closes; a backend that does not answer is not waited for. */
    void quit() {
        onLoop(() -> {
            ask("QUIT").whenComplete((answer, failure) -> close());
            timeout.set(FAREWELL);
        });
    }

    /** Closes at once; content without its end-of-data mark is dropped by the backend (RFC 5321 section 4.1.1.4). */
    void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timeout.set(settings.commandTimeout());
        timeout.start(Collections.min(
                List.of(settings.commandTimeout(), settings.dataDoneTimeout(), settings.idleTimeout())));
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Answer answer) {
        if (!answer.positive() && answer.code() != 354) {
            errors++;
        }
        Sending now = sending;
        Asked open = asked;
        if (now != null) {
            sending = null;
            why = "said " + answer + " before the end of the content";
            close();
            now.interrupted(answer, lost());
        } else if (open == null) {
            why = "said unasked " + answer;
            close();
        } else {
            take(open, answer);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (sending != null) {
            sending.roomChanged();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Asked open = asked;
        Sending now = sending;
        asked = null;
        sending = null;
        if (open != null) {
            open.done().completeExceptionally(lost());
        }
        if (now != null) {
            now.fail(lost());
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        why = BackendReplies.printable(String.valueOf(BackendException.unwrap(cause)));
        ctx.close();
    }

    /** A path with a line break would become a command of its own. */
    private static boolean controls(String command) {
        return command.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    /** On the event loop, where the connection is open and nothing else is under way on it. */
    private CompletableFuture<List<Answer>> whenReady(Consumer<CompletableFuture<List<Answer>>> action) {
        var done = new CompletableFuture<List<Answer>>();
        onLoop(() -> {
            if (channel.isActive() && asked == null && sending == null) {
                action.accept(done);
            } else {
                done.completeExceptionally(lost());
            }
        });
        return done;
    }

    private void take(Asked open, Answer answer) {
        open.answers().add(answer);
        int count = open.answers().size();
        boolean refusedFirst = count == 1 && written == 1 && !answer.positive();
        if (count >= open.commands().size() || refusedFirst) {
            asked = null;
            timeout.set(settings.idleTimeout());
            open.done().complete(open.answers());
        } else if (count == written) {
            write(1);
        } else {
            timeout.set(settings.commandTimeout());
        }
    }

    private void write(int count) {
        Asked open = asked;
        if (open == null) {
            return;
        }
        for (String command : open.commands().subList(written, written + count)) {
            channel.write(ByteBufUtil.encodeString(
                    channel.alloc(), CharBuffer.wrap(command + "\r\n"), StandardCharsets.UTF_8));
        }
        written += count;
        channel.flush();
        timeout.set(settings.commandTimeout());
    }

    /** The backend takes what is sent. */
    void progressed() {
        timeout.set(settings.commandTimeout());
    }

    /** All of the content but its last piece has been written; that and the mark follow, unless the client has gone. */
    void sent(ByteBuf lastPiece, BooleanSupplier mayEnd, CompletableFuture<List<Answer>> done) {
        sending = null;
        if (!channel.isActive() || !mayEnd.getAsBoolean()) {
            lastPiece.release();
            close();
            done.completeExceptionally(lost());
            return;
        }
        asked = new Asked(List.of(), done);
        channel.write(lastPiece);
        channel.writeAndFlush(Unpooled.wrappedBuffer(END_OF_DATA));
        timeout.set(settings.dataDoneTimeout());
    }

    private BackendException lost() {
        Reply reply = greeting.isDone() ? BackendReplies.LOST : BackendReplies.UNREACHABLE;
        return BackendException.of(reply, why);
    }

    private void late() {
        Home owner = home;
        if (asked != null || sending != null) {
            why = "no reply or progress in time";
            close();
        } else if (owner != null) {
            owner.expired(this);
        } else {
            quit();
        }
    }

    void onLoop(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
        } else {
            channel.eventLoop().execute(action);
        }
    }
}
