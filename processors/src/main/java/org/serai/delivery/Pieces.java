package org.serai.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the wire form of one mail piece by piece, off the event loop; holds one piece at most. */
final class Pieces implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pieces.class);

    /**
     * Octets for the wire.
     *
     * @param bytes released by whoever took the piece
     */
    record Piece(ByteBuf bytes, boolean last) {}

    private final Mail mail;
    private final Executor reader;
    private @Nullable StuffedContent content;
    private @Nullable CompletableFuture<Piece> coming;
    private boolean closed;

    Pieces(Mail mail, Executor reader) {
        this.mail = mail;
        this.reader = reader;
    }

    /** Begins to read the next piece, so that it is there when it is asked for. */
    synchronized void start(ByteBufAllocator allocator) {
        if (coming == null) {
            coming = read(allocator);
        }
    }

    /** The next piece; asked for again only when the one before has come and was not the last. */
    synchronized CompletableFuture<Piece> next(ByteBufAllocator allocator) {
        start(allocator);
        CompletableFuture<Piece> next = coming == null ? read(allocator) : coming;
        coming = null;
        return next;
    }

    /** Releases what was not taken; a reading under way ends first. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (coming != null) {
            coming.thenAccept(piece -> piece.bytes().release());
        }
        if (content != null) {
            try {
                reader.execute(this::closeContent);
            } catch (RejectedExecutionException e) {
                closeContent();
            }
        }
    }

    private CompletableFuture<Piece> read(ByteBufAllocator allocator) {
        try {
            return CompletableFuture.supplyAsync(() -> piece(allocator), reader);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    BackendException.of(BackendReplies.BUSY, "no thread to read the content"));
        }
    }

    private Piece piece(ByteBufAllocator allocator) {
        int room = (int) Math.min(mail.content().size(), StuffedContent.PIECE) + 1024;
        ByteBuf bytes = allocator.ioBuffer(room);
        try {
            boolean last = content().writeTo(bytes);
            if (last) {
                closeContent();
            }
            return new Piece(bytes, last);
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw new CompletionException(e);
        }
    }

    private synchronized StuffedContent content() throws IOException {
        if (closed) {
            throw new IOException("the mail is ended");
        }
        if (content == null) {
            content = new StuffedContent(mail.content(), mail.edits());
        }
        return content;
    }

    private synchronized void closeContent() {
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
