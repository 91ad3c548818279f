package org.serai.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.serai.config.ConfigException;
import org.serai.learn.Sample;
import org.serai.learn.SampleReader;

/** Reads many messages side by side and gives them on in their order. */
final class Samples implements AutoCloseable {

    static final long MAX_SIZE = 64L << 20;

    /** Larger ones are read one at a time: each takes three times its size, and there may be many processors and little memory. */
    private static final long LARGE = 2L << 20;

    private final SampleReader reader;
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final ExecutorService readers = Executors.newFixedThreadPool(threads, work -> {
        var thread = new Thread(work, "samples");
        thread.setDaemon(true);
        return thread;
    });

    Samples(SampleReader reader) {
        this.reader = reader;
    }

    /**
     * One after the other in their order, while the next are read.
     *
     * @param read called by several threads
     */
    <T> void each(List<T> all, Function<T, Sample> read, BiConsumer<T, Sample> sink) {
        Queue<CompletableFuture<Sample>> under = new ArrayDeque<>();
        Iterator<T> next = all.iterator();
        for (T each : all) {
            while (under.size() < 8 * threads && next.hasNext()) {
                T later = next.next();
                under.add(CompletableFuture.supplyAsync(() -> read.apply(later), readers));
            }
            sink.accept(each, joined(under.remove()));
        }
    }

    private static Sample joined(CompletableFuture<Sample> sample) {
        try {
            return sample.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConfigException said) {
                throw said;
            }
            throw e;
        }
    }

    /**
     * Of a message in a file.
     *
     * @throws ConfigException when it cannot be read
     */
    Sample of(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_SIZE) {
                throw new ConfigException(file + " has more than " + MAX_SIZE + " octets; please leave it out");
            }
            // A directory, or a device that never ends.
            if (!Files.isRegularFile(file)) {
                throw new ConfigException(file + " is no file; a message is a file");
            }
            if (size <= LARGE) {
                return reader.of(Files.readAllBytes(file));
            }
            synchronized (readers) {
                return reader.of(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
