package org.serai.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the wire form of one mail piece by piece, off the event loop unless it lies in memory and is
 * small; holds one piece at most that was not taken. Its methods are called one
 * after the other, and readings too, so that nothing is locked.
 */
final class Pieces implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pieces.class);

    /** Octets that may be read on the event loop. */
    private static final int SMALL = 64 * 1024;

    /**
     * Octets for the wire.
     *
     * @param bytes released by whoever took the piece
     */
    record Piece(ByteBuf bytes, boolean last) {}

    private final Mail mail;
    private final Executor reader;
    private @Nullable StuffedContent content;
    private @Nullable CompletableFuture<Piece> latest;
    private boolean taken = true;
    private boolean closed;

    Pieces(Mail mail, Executor reader) {
        this.mail = mail;
        this.reader = reader;
    }

    /** Begins to read the next piece, so that it is there when it is asked for. */
    void start(ByteBufAllocator allocator) {
        if (taken) {
            latest = read(allocator);
            taken = false;
        }
    }

    /** The next piece; asked for again only when the one before has come and was not the last. */
    CompletableFuture<Piece> next(ByteBufAllocator allocator) {
        CompletableFuture<Piece> next = taken || latest == null ? read(allocator) : latest;
        latest = next;
        taken = true;
        return next;
    }

    /** Releases what was not taken; a reading under way ends first. */
    @Override
    public void close() {
        if (closed || latest == null) {
            return;
        }
        closed = true;
        boolean release = !taken;
        latest.whenComplete((piece, failure) -> {
            if (piece != null && release) {
                piece.bytes().release();
            }
            // Also after a failure: where no thread could be had, the content is still open.
            if (piece == null || !piece.last()) {
                closeSoon();
            }
        });
    }

    private void closeSoon() {
        try {
            reader.execute(this::closeContent);
        } catch (RejectedExecutionException e) {
            closeContent();
        }
    }

    private CompletableFuture<Piece> read(ByteBufAllocator allocator) {
        try {
            if (mail.content().inMemory() && mail.content().size() <= SMALL) {
                // A few microseconds: less than it takes to wake another thread.
                return CompletableFuture.completedFuture(piece(allocator));
            }
            return CompletableFuture.supplyAsync(() -> piece(allocator), reader);
        } catch (CompletionException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    BackendException.of(BackendReplies.BUSY, "no thread to read the content"));
        }
    }

    private Piece piece(ByteBufAllocator allocator) {
        int room = (int) Math.min(mail.content().size(), StuffedContent.PIECE) + 1024;
        ByteBuf bytes = Unpooled.EMPTY_BUFFER;
        try {
            bytes = allocator.ioBuffer(room);
            StuffedContent open = content == null ? new StuffedContent(mail.content(), mail.edits()) : content;
            content = open;
            boolean last = open.writeTo(bytes);
            if (last) {
                mail.keep(open.sent());
                closeContent();
            }
            return new Piece(bytes, last);
        } catch (IOException | RuntimeException | Error e) {
            // Errors too: Netty throws one when its memory is used up, and nobody would answer the client.
            bytes.release();
            closeContent();
            throw new CompletionException(e);
        }
    }

    private void closeContent() {
        StuffedContent open = content;
        content = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("{}: closing the content: {}", mail.id(), e.toString());
            }
        }
    }
}
