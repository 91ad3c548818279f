package org.serai.smtp;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where messages lie while they are decided: in memory up to {@code spool.memory-per-message} each and
 * {@code spool.memory} in all, beyond that in files. One a process, shared by all listeners. Not a queue: nothing in it
 * has been promised to anybody, so files are never synced, and what a crash left behind is deleted at the next start.
 */
public final class Spool {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int POLL_SECONDS = 5;

    private final SpoolSettings settings;
    private final Path directory;
    private final ScheduledExecutorService files;
    private final AtomicLong memory = new AtomicLong();
    private volatile boolean diskLow;

    /**
     * Empties {@code directory}, or makes it.
     *
     * @param files threads that may wait for the disk; the caller shuts them down after the last session
     */
    @SuppressWarnings("FutureReturnValueIgnored") // of poll, which goes on until the threads end
    public Spool(SpoolSettings settings, Path directory, ScheduledExecutorService files) throws IOException {
        this.settings = settings;
        this.directory = directory;
        this.files = files;
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        poll();
        files.scheduleWithFixedDelay(this::poll, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /** Octets of memory that messages take now. */
    public long memory() {
        return memory.get();
    }

    /** True while the disk has less than {@code spool.min-free}; at most five seconds old. */
    public boolean diskLow() {
        return diskLow;
    }

    /**
     * An empty content to write to.
     *
     * @param id mail id, the name of its file should it need one
     * @param maxSize octets; beyond them the content is thrown away and {@link SpooledContent#tooLarge} becomes true
     */
    SpooledContent create(String id, long maxSize) {
        return new SpooledContent(this, directory.resolve(id), maxSize);
    }

    ScheduledExecutorService files() {
        return files;
    }

    void take(int octets) {
        memory.addAndGet(octets);
    }

    void give(long octets) {
        memory.addAndGet(-octets);
    }

    boolean overdrawn() {
        return memory.get() > settings.memory().bytes();
    }

    long memoryPerMessage() {
        return settings.memoryPerMessage().bytes();
    }

    private void poll() {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            boolean low = free < settings.minFree().bytes();
            if (low && !diskLow) {
                LOG.warn(
                        "only {} octets free in {}, less than spool.min-free: MAIL gets 452 until there are more",
                        free,
                        directory);
            }
            diskLow = low;
        } catch (IOException e) {
            if (!diskLow) {
                LOG.warn(
                        "cannot tell how much space is free in {}, MAIL gets 452 until I can: {}",
                        directory,
                        e.toString());
            }
            diskLow = true;
        }
    }
}
