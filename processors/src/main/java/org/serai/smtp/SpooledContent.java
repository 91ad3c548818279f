package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Content;
import org.serai.mail.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message in the {@link Spool}. It is written by one event loop, which calls {@link #flush} whenever it is
 * {@link #full} and once at the end; from then on it is read by anyone until {@link #release}.
 */
final class SpooledContent implements Content {

    private static final Logger LOG = LoggerFactory.getLogger(SpooledContent.class);
    private static final int SMALLEST_CHUNK = 8 << 10;
    private static final int LARGEST_CHUNK = 64 << 10;

    private final Spool spool;
    private final Path path;
    private final long maxSize;

    /** In memory: all of the message, or what has not been written to the file yet. All chunks but the last are filled. */
    private List<byte[]> chunks = new ArrayList<>();

    private int filled;
    private long held;
    private long size;
    private boolean released;
    private volatile @Nullable OutputStream file;
    private final Sha256 hash = new Sha256();
    private volatile Sha256.@Nullable Received hashed;
    private volatile @Nullable IOException failure;

    SpooledContent(Spool spool, Path path, long maxSize) {
        this.spool = spool;
        this.path = path;
        this.maxSize = maxSize;
    }

    /** Copies octets; throws them away once the message is {@link #tooLarge} or has {@link #failed}. */
    void write(ByteBuf from, int index, int length) {
        grow(length);
        if (discarding()) {
            return;
        }
        int at = index;
        int left = length;
        while (left > 0) {
            byte[] chunk = chunk();
            int count = Math.min(left, chunk.length - filled);
            from.getBytes(at, chunk, filled, count);
            filled += count;
            at += count;
            left -= count;
        }
    }

    void write(char octet) {
        grow(1);
        if (!discarding()) {
            byte[] chunk = chunk();
            chunk[filled++] = (byte) octet;
        }
    }

    private void grow(int length) {
        size += length;
        if (discarding() && held > 0) {
            forget();
        }
    }

    private byte[] chunk() {
        byte[] last = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        if (last != null && filled < last.length) {
            return last;
        }
        var next = new byte[(int) Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, held))];
        spool.take(next.length);
        held += next.length;
        chunks.add(next);
        filled = 0;
        return next;
    }

    boolean tooLarge() {
        return size > maxSize;
    }

    /** The disk was full or broken. */
    boolean failed() {
        return failure != null;
    }

    private boolean discarding() {
        return tooLarge() || failed();
    }

    /** True when the writer must {@link #flush} before it goes on. */
    boolean full() {
        return held > spool.memoryPerMessage() || (spool.overdrawn() && chunks.size() > 1);
    }

    /** True when the end of the message needs a {@link #flush}: its beginning lies in a file. */
    boolean inFile() {
        return file != null;
    }

    /**
     * Writes what is in memory to the file, on a thread that may wait.
     *
     * @param last no more will be written
     * @param done called on that thread; until then nothing else may be called
     */
    void flush(boolean last, Runnable done) {
        spool.files().execute(() -> {
            try {
                OutputStream out = file;
                if (out == null) {
                    out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    file = out;
                }
                for (int i = 0; i < chunks.size(); i++) {
                    byte[] chunk = chunks.get(i);
                    int length = i < chunks.size() - 1 ? chunk.length : filled;
                    out.write(chunk, 0, length);
                    hash.update(chunk, 0, length);
                }
                if (last) {
                    out.close();
                    hashed = new Sha256.Received(hash.hex());
                }
            } catch (IOException e) {
                LOG.warn("cannot write {}, the message gets 452: {}", path, e.toString());
                failure = e;
            } finally {
                if (last) {
                    forget();
                } else {
                    keepOneChunk();
                }
                done.run();
            }
        });
    }

    private void keepOneChunk() {
        if (chunks.isEmpty()) {
            return;
        }
        byte[] last = chunks.get(chunks.size() - 1);
        spool.give(held - last.length);
        held = last.length;
        chunks = new ArrayList<>();
        chunks.add(last);
        filled = 0;
    }

    private void forget() {
        spool.give(held);
        held = 0;
        filled = 0;
        chunks = new ArrayList<>();
    }

    /** Octets written so far, also those thrown away. */
    @Override
    public long size() {
        return size;
    }

    /** {@link InputStream#transferTo} hands out what lies in memory without copying it. */
    @Override
    public InputStream open() throws IOException {
        if (released) {
            throw new IOException("the transaction is over, its content is gone");
        }
        if (file == null) {
            return new ChunkStream(chunks, size);
        }
        // Not a channel's stream: that one would be closed by the interrupt of any filter that is late.
        return new BufferedInputStream(new SpoolFile(path), LARGEST_CHUNK);
    }

    @Override
    public boolean inMemory() {
        return file == null;
    }

    /** Made while the file was written: that costs less than to read it again. */
    @Override
    public Sha256.Received sha256() throws IOException {
        Sha256.Received known = hashed;
        return known != null ? known : Content.super.sha256();
    }

    /** A stream that is asked after each read whether there is more, which would take two system calls to say. */
    private static final class SpoolFile extends FileInputStream {

        SpoolFile(Path path) throws IOException {
            super(path.toFile());
        }

        @Override
        public int available() {
            return 0;
        }
    }

    /** Forgets the message and deletes its file; later calls do nothing. */
    void release() {
        if (released) {
            return;
        }
        released = true;
        forget();
        OutputStream out = file;
        if (out == null) {
            return;
        }
        try {
            spool.files().execute(() -> delete(out));
        } catch (RejectedExecutionException e) {
            LOG.debug("the spool's threads have ended, deleting {} here", path);
            delete(out);
        }
    }

    private void delete(OutputStream out) {
        try (out) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", path, e.toString());
        }
    }
}
