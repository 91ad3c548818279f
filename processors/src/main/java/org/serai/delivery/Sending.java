package org.serai.delivery;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The content of one mail on its way to the backend, piece after piece, as fast as it takes them. On the event loop only. */
final class Sending {

    private final Connection connection;
    private final Channel channel;
    private final Pieces pieces;
    private final CompletionStage<?> recorded;
    private final BooleanSupplier mayEnd;
    private final CompletableFuture<List<Answer>> done;
    private boolean awaitingRoom;
    private boolean over;

    /**
     * @param pieces closed by whoever made them
     * @param recorded completed before the end-of-data mark is written; when it fails, none is
     * @param mayEnd asked once, before the end-of-data mark
     * @param done gets the reply to the content
     */
    Sending(
            Connection connection,
            Channel channel,
            Pieces pieces,
            CompletionStage<?> recorded,
            BooleanSupplier mayEnd,
            CompletableFuture<List<Answer>> done) {
        this.connection = connection;
        this.channel = channel;
        this.pieces = pieces;
        this.recorded = recorded;
        this.mayEnd = mayEnd;
        this.done = done;
    }

    /** Reads the next piece and writes it, and so on while there is room. */
    void pump() {
        if (over) {
            return;
        }
        connection.progressed();
        pieces.next(channel.alloc())
                .whenComplete((piece, failure) -> connection.onLoop(() -> {
                    if (failure != null) {
                        fail(failure);
                        connection.close();
                    } else if (over) {
                        piece.bytes().release();
                    } else {
                        pass(piece);
                    }
                }));
    }

    private void pass(Pieces.Piece piece) {
        if (piece.last()) {
            over = true;
            recorded.whenComplete((nothing, failure) -> connection.onLoop(() -> {
                if (failure == null) {
                    connection.sent(piece.bytes(), mayEnd, done);
                } else {
                    piece.bytes().release();
                    done.completeExceptionally(failure);
                    connection.close();
                }
            }));
            return;
        }
        // The next one is read while this one is written.
        pieces.start(channel.alloc());
        channel.writeAndFlush(piece.bytes());
        awaitingRoom = !channel.isWritable();
        if (!awaitingRoom) {
            // Not at once: while pieces are there as fast as they are taken, others want the loop, and the stack would
            // end.
            channel.eventLoop().execute(this::pump);
        }
    }

    /** The channel may be writable again. */
    void roomChanged() {
        if (awaitingRoom && channel.isWritable()) {
            awaitingRoom = false;
            pump();
        }
    }

    /** The backend has not waited for the end: it refuses, or speaks nonsense. */
    void interrupted(Answer answer, BackendException nonsense) {
        over = true;
        if (answer.code() >= 400) {
            done.complete(List.of(answer));
        } else {
            done.completeExceptionally(nonsense);
        }
    }

    void fail(Throwable failure) {
        over = true;
        done.completeExceptionally(failure);
    }
}
