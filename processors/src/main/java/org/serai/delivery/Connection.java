package org.serai.delivery;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Reply;

/**
 * One SMTP connection to the backend. It belongs to one mail at a time, which asks one thing at a time; all state is touched
 * on its event loop only. A broken rule of the protocol, an unasked reply or a time-out closes it; what was asked then fails
 * with {@link BackendException}.
 */
final class Connection extends SimpleChannelInboundHandler<Answer> {

    private static final byte[] END_OF_DATA = {'.', '\r', '\n'};
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Commands asked in one go, and what has come so far; no commands: one reply to what was written otherwise. */
    private record Asked(List<String> commands, List<Answer> answers, CompletableFuture<List<Answer>> done) {}

    /** The content on its way. */
    private record Sending(Pieces pieces, BooleanSupplier mayEnd, CompletableFuture<Answer> done) {}

    private final Channel channel;
    private final BackendSettings settings;
    private final CompletableFuture<List<Answer>> greeting = new CompletableFuture<>();
    private @Nullable Asked asked = new Asked(List.of(), new ArrayList<>(), greeting);
    private int written;
    private @Nullable Sending sending;
    private boolean awaitingRoom;
    private volatile @Nullable Home home;
    private volatile Extensions extensions = Extensions.NONE;
    private volatile @Nullable XClient introduced;
    private volatile Runnable expired = this::quit;
    private volatile int messages;
    private volatile int errors;
    private volatile boolean reused;
    private boolean leaving;
    private long deadline = NEVER;
    private String why = "closed by the backend";

    Connection(Channel channel, BackendSettings settings) {
        this.channel = channel;
        this.settings = settings;
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

    void belongsTo(Home owner) {
        home = owner;
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

    /** Called on the event loop when nothing was asked for {@code backend.idle-timeout}. */
    void onExpired(Runnable action) {
        expired = action;
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
        var done = new CompletableFuture<List<Answer>>();
        if (commands.stream().anyMatch(Connection::controls)) {
            done.completeExceptionally(new IllegalArgumentException("a control character in a command"));
            return done;
        }
        onLoop(() -> {
            if (!ready()) {
                done.completeExceptionally(lost());
                return;
            }
            asked = new Asked(commands, new ArrayList<>(commands.size()), done);
            written = 0;
            write(extensions.pipelining() ? commands.size() : 1);
        });
        return done;
    }

    CompletableFuture<Answer> ask(String command) {
        return ask(List.of(command)).thenApply(answers -> answers.get(0));
    }

    /**
     * Streams the content after 354, as fast as the backend takes it, and gives the reply to it.
     *
     * @param mayEnd asked once, right before the end-of-data mark; false: the connection is closed without it
     */
    CompletableFuture<Answer> send(Pieces pieces, BooleanSupplier mayEnd) {
        var done = new CompletableFuture<Answer>();
        onLoop(() -> {
            if (!ready()) {
                done.completeExceptionally(lost());
                return;
            }
            messages++;
            sending = new Sending(pieces, mayEnd, done);
            pump(sending);
        });
        return done;
    }

    /** Says QUIT (RFC 5321 section 4.1.1.10) and closes; a backend that does not answer is not waited for. */
    void quit() {
        onLoop(() -> {
            if (!ready()) {
                close();
                return;
            }
            leaving = true;
            ask("QUIT").whenComplete((answer, failure) -> close());
            expect(FAREWELL);
        });
    }

    /** Closes at once; content without its end-of-data mark is dropped by the backend (RFC 5321 section 4.1.1.4). */
    void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        expect(settings.commandTimeout());
        long tick = tickMillis();
        var watch = channel.eventLoop().scheduleAtFixedRate(this::watch, tick, tick, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> watch.cancel(false));
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
            now.pieces().close();
            why = "said " + answer + " before the end of the content";
            close();
            if (answer.code() >= 400) {
                now.done().complete(answer);
            } else {
                now.done().completeExceptionally(BackendException.of(BackendReplies.LOST, why));
            }
        } else if (open == null) {
            why = "said unasked " + answer;
            close();
        } else {
            take(open, answer);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Sending now = sending;
        if (now != null && awaitingRoom && channel.isWritable()) {
            awaitingRoom = false;
            pump(now);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(lost());
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

    private boolean ready() {
        return channel.isActive() && asked == null && sending == null;
    }

    private void take(Asked open, Answer answer) {
        open.answers().add(answer);
        int count = open.answers().size();
        boolean refusedFirst = count == 1 && written == 1 && !answer.positive();
        if (count >= open.commands().size() || refusedFirst) {
            asked = null;
            expect(settings.idleTimeout());
            open.done().complete(open.answers());
        } else if (count == written) {
            write(1);
        } else {
            expect(settings.commandTimeout());
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
        expect(settings.commandTimeout());
    }

    private void pump(Sending now) {
        expect(settings.commandTimeout());
        now.pieces()
                .next(channel.alloc())
                .whenComplete((piece, failure) -> onLoop(() -> {
                    if (failure != null) {
                        if (sending == now) {
                            sending = null;
                            now.pieces().close();
                            now.done().completeExceptionally(failure);
                            close();
                        }
                    } else if (sending != now) {
                        piece.bytes().release();
                    } else {
                        pass(now, piece);
                    }
                }));
    }

    private void pass(Sending now, Pieces.Piece piece) {
        if (piece.last()) {
            end(now, piece);
            return;
        }
        channel.writeAndFlush(piece.bytes());
        if (channel.isWritable()) {
            pump(now);
        } else {
            awaitingRoom = true;
        }
    }

    private void end(Sending now, Pieces.Piece piece) {
        sending = null;
        if (!channel.isActive() || !now.mayEnd().getAsBoolean()) {
            piece.bytes().release();
            close();
            now.done().completeExceptionally(lost());
            return;
        }
        var done = new CompletableFuture<List<Answer>>();
        asked = new Asked(List.of(), new ArrayList<>(1), done);
        channel.write(piece.bytes());
        channel.writeAndFlush(Unpooled.wrappedBuffer(END_OF_DATA));
        expect(settings.dataDoneTimeout());
        done.whenComplete((answers, failure) -> {
            if (failure == null) {
                now.done().complete(answers.get(0));
            } else {
                now.done().completeExceptionally(failure);
            }
        });
    }

    private void fail(BackendException failure) {
        Asked open = asked;
        Sending now = sending;
        asked = null;
        sending = null;
        if (open != null) {
            open.done().completeExceptionally(failure);
        }
        if (now != null) {
            now.pieces().close();
            now.done().completeExceptionally(failure);
        }
    }

    private BackendException lost() {
        Reply reply = greeting.isDone() ? BackendReplies.LOST : BackendReplies.UNREACHABLE;
        return BackendException.of(reply, why);
    }

    private void expect(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    private void watch() {
        if (deadline == NEVER || System.nanoTime() - deadline < 0) {
            return;
        }
        deadline = NEVER;
        if (asked == null && sending == null) {
            expired.run();
        } else {
            why = leaving ? "no reply to QUIT" : "no reply or progress in time";
            close();
        }
    }

    /** The precision of time-outs: an eighth of the shortest, a second at most. */
    private long tickMillis() {
        Duration shortest = settings.commandTimeout();
        for (Duration other : List.of(settings.dataDoneTimeout(), settings.idleTimeout())) {
            shortest = other.compareTo(shortest) < 0 ? other : shortest;
        }
        return Math.max(10, Math.min(1000, shortest.toMillis() / 8));
    }

    private void onLoop(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
        } else {
            channel.eventLoop().execute(action);
        }
    }
}
