package org.serai.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.serai.config.ConfigException;
import org.serai.learn.Sample;
import org.serai.learn.SampleReader;

/** Reads many messages side by side and gives them on in their order. */
final class Samples implements AutoCloseable {

    private static final long MAX_SIZE = 200L << 20;

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

    /** One after the other in their order, while the next are read. */
    void each(List<Labelled> messages, BiConsumer<Labelled, Sample> sink) {
        Queue<CompletableFuture<Sample>> under = new ArrayDeque<>();
        Iterator<Labelled> next = messages.iterator();
        for (Labelled message : messages) {
            while (under.size() < 8 * threads && next.hasNext()) {
                Path file = next.next().file();
                under.add(CompletableFuture.supplyAsync(() -> read(file), readers));
            }
            sink.accept(message, under.remove().join());
        }
    }

    private Sample read(Path file) {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new ConfigException(file + " has more than " + MAX_SIZE + " octets");
            }
            return reader.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
