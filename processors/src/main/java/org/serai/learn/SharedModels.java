package org.serai.learn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whole models in the store, packed and in chunks: the table {@code models}. */
final class SharedModels {

    /** The older are written anew: a snapshot must not run out. */
    static final Duration RENEWED = Duration.ofDays(30);

    /** A part of a packed file of a model. */
    record Chunk(byte[] octets) {}

    private static final int SIZE = 256 << 10;

    /** 256 MB; a model of the largest default settings has a fifth. */
    private static final int MOST = 1024;

    static final TableSpec<Chunk> MODELS = new TableSpec<>(
            "models", Chunk.class, Spread.DISTRIBUTED, 2 * MOST, chunk -> RENEWED.multipliedBy(2), (one, other) -> one);

    private static final Logger LOG = LoggerFactory.getLogger(SharedModels.class);

    private final Table<Chunk> table;
    private final Clock clock;

    SharedModels(Tables tables, Clock clock) {
        this.table = tables.table(MODELS);
        this.clock = clock;
    }

    /** Writes a model, which nobody changes meanwhile. */
    Snapshot write(Model model, long id) {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        var chunks = new Chunks(id);
        boolean whole = false;
        try {
            var packed = new DeflaterOutputStream(chunks, deflater, 1 << 16);
            ModelFormat.write(model, packed);
            packed.finish();
            chunks.put();
            whole = true;
            return new Snapshot(id, model.position().number(), chunks.count, clock.millis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
            if (!whole) {
                chunks.remove();
            }
        }
    }

    /** Gathers octets and puts them into the table as soon as they are a chunk. */
    private final class Chunks extends OutputStream {

        private final long id;
        private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(SIZE);
        private int count;

        Chunks(long id) {
            this.id = id;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            for (int at = 0; at < length; ) {
                int some = Math.min(length - at, SIZE - gathered.size());
                gathered.write(octets, from + at, some);
                at += some;
                if (gathered.size() == SIZE) {
                    put();
                }
            }
        }

        void put() throws IOException {
            if (count == MOST) {
                throw new IOException("the model is too large to be shared: more than 256 MB, packed");
            }
            table.put(key(id, count++), new Chunk(gathered.toByteArray()))
                    .toCompletableFuture()
                    .join();
            gathered.reset();
        }

        /** As far as the store lets us: the rest runs out by itself. */
        void remove() {
            for (int i = 0; i < count; i++) {
                table.remove(key(id, i)).exceptionally(failure -> {
                    LOG.debug("A part of a snapshot that was not finished stays", failure);
                    return null;
                });
            }
        }
    }

    private static String key(long id, int chunk) {
        return SharedLog.key(id) + '/' + chunk;
    }

    /** Reads one; null when it is not there any more, or broken. */
    @Nullable
    Model read(Snapshot snapshot, Model.Options options) {
        var chunks = new Enumeration<InputStream>() {
            private int next;

            @Override
            public boolean hasMoreElements() {
                return next < snapshot.chunks();
            }

            @Override
            public InputStream nextElement() {
                Optional<Chunk> chunk = table.get(key(snapshot.id(), next++))
                        .toCompletableFuture()
                        .join();
                return new ByteArrayInputStream(chunk.map(Chunk::octets).orElse(new byte[0]));
            }
        };
        try (var in = new InflaterInputStream(new SequenceInputStream(chunks))) {
            return ModelFormat.read(in, options);
        } catch (IOException e) {
            LOG.debug("Snapshot {}", snapshot, e);
            return null;
        }
    }

    /** Removes one that nobody needs any more. */
    void remove(Snapshot snapshot) {
        for (int i = 0; i < snapshot.chunks(); i++) {
            table.remove(key(snapshot.id(), i)).toCompletableFuture().join();
        }
    }
}
