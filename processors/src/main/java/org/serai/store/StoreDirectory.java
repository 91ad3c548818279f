package org.serai.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;

/** The files of a store, which one process has at a time. */
final class StoreDirectory implements AutoCloseable {

    /** Room that must be left at start: one file of a table. */
    private static final int ROOM = 16 << 20;

    private final Path directory;
    private final FileChannel lock;

    private StoreDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** @throws ConfigException when another process has it, or it cannot be written */
    static StoreDirectory open(Path directory) {
        StoreDirectory opened = locked(directory);
        try {
            opened.requireRoom();
            return opened;
        } catch (IOException e) {
            opened.close();
            throw ConfigException.about(
                    "state cannot be written, it needs " + (ROOM >> 20)
                            + " MB of disk at start; make room or let data.dir be on another disk",
                    directory,
                    e);
        }
    }

    private static StoreDirectory locked(Path directory) {
        try {
            Files.createDirectories(directory);
            var channel =
                    FileChannel.open(directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tried(channel) == null) {
                channel.close();
                throw new ConfigException(directory + " is in use by another process of Serai; each needs a data.dir of"
                        + " its own, and bin/serai state asks the one that runs");
            }
            return new StoreDirectory(directory, channel);
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

    String data(TableSpec<?> spec) {
        return directory.resolve(spec.name()).resolve("data").toString();
    }

    String index(TableSpec<?> spec) {
        return directory.resolve(spec.name()).resolve("index").toString();
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
