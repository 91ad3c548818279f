package org.serai.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a store, which one process has at a time. */
final class StoreDirectory implements AutoCloseable {

    /** Room that must be left at start: one file of a table. */
    private static final int ROOM = 16 << 20;

    /** How often the disk is looked at. */
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);

    private final Path directory;
    private final Size minFree;
    private final FileChannel lock;
    private final AtomicLong looked = new AtomicLong(System.nanoTime() - LOOK);
    private volatile boolean full;

    private StoreDirectory(Path directory, Size minFree, FileChannel lock) {
        this.directory = directory;
        this.minFree = minFree;
        this.lock = lock;
    }

    /**
     * Takes it.
     *
     * @param minFree with less of it, {@link #full}
     * @throws ConfigException when another process has it, or it cannot be written
     */
    static StoreDirectory open(Path directory, Size minFree) {
        StoreDirectory opened = locked(directory, minFree);
        try {
            opened.requireRoom();
            return opened;
        } catch (IOException e) {
            opened.close();
            throw ConfigException.about(
                    "state cannot be written to " + directory + ", which needs " + (ROOM >> 20)
                            + " MB of disk at start; make room or let data.dir be on another disk",
                    directory,
                    e);
        }
    }

    private static StoreDirectory locked(Path directory, Size minFree) {
        try {
            Files.createDirectories(directory);
            var channel =
                    FileChannel.open(directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tried(channel) == null) {
                channel.close();
                throw new ConfigException(directory + " is in use by another process of Serai; each needs a data.dir of"
                        + " its own, and bin/serai state asks the one that runs");
            }
            return new StoreDirectory(directory, minFree, channel);
        } catch (IOException e) {
            throw ConfigException.about("data.dir must be where this user may write", directory, e);
        }
    }

    private static @Nullable FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another one in this process
        }
    }

    private void requireRoom() throws IOException {
        Path probe = directory.resolve(".room");
        try (var channel = FileChannel.open(
                probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var zeros = ByteBuffer.allocate(1 << 20);
            for (int written = 0; written < ROOM; written += zeros.capacity()) {
                zeros.clear();
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /**
     * Nothing more is to be written: Infinispan's files give no answer any more when one write has found no room. Looks at the disk
     * once a second, and tells in the log what has changed.
     */
    boolean full() {
        long now = System.nanoTime();
        long before = looked.get();
        if (now - before >= LOOK && looked.compareAndSet(before, now)) {
            look();
        }
        return full;
    }

    private void look() {
        long free = directory.toFile().getUsableSpace();
        boolean now = free < minFree.bytes();
        if (now && !full) {
            LOG.error("{}", problem());
        } else if (full && !now) {
            LOG.info("{} has room again: state is written as it changes", directory);
        }
        full = now;
    }

    /** What an operator must know when it is full. */
    String problem() {
        return "less than store.min-free = " + (minFree.bytes() >> 20) + " MB is free on the disk of " + directory
                + ": what changes is kept in memory alone and lost by a restart; make room";
    }

    /** @param doubted each record is read before Infinispan does */
    TableFiles files(TableSpec<?> spec, boolean doubted) {
        return new TableFiles(spec.name(), directory.resolve(spec.name()), this::full, doubted);
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException(directory + " cannot be given back", e);
        }
    }
}
