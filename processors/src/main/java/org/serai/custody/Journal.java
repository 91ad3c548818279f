package org.serai.custody;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.custody.JournalEntry.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write-ahead journal, group-committed: one thread writes what waits and syncs it with one call, then says so to all who wait. A message is
 * entered before it is handed over ({@link Kind#INTENT}), and what became of it ({@link Kind#EVENT}) before its sender is told; so whoever
 * opens the journal after a crash finds those of which nobody knows. An intent is in the operating system's hands when it is done, which a crash
 * of Serai leaves intact; an event, and with it all before it, is on the disk.
 *
 * <p>The order of lines is the order of the calls. Files grow by {@value #RESERVE} octets of zeros at a time, since to sync a file that has grown
 * costs twice as much as one that has not. After a failed write a new file is begun: what the system has not written once, it may say to have
 * written the next time.
 */
public final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final String UNFINISHED = ".begun";
    private static final int GROUP = 1000;
    private static final int SCAN = 1 << 20;
    private static final int RESERVE = 1 << 20;
    private static final Duration STOP = Duration.ofSeconds(10);

    /** Properties under {@code journal.}. */
    public record Options(
            @Option(
                            value = "true",
                            doc =
                                    "What became of a message is on the disk before its sender is told, so that a loss of power loses no"
                                            + " trace; false: in the operating system's hands, which a crash of Serai alone cannot lose.")
                    boolean sync,
            @Option(value = "64MB", least = "64KB", most = "1GB", doc = "Size from which a new file is begun.")
                    Size segmentSize,
            @Option(
                            value = "14d",
                            least = "1h",
                            doc = "Files are removed that old, when their events have reached audit.uri.")
                    Duration retention,
            @Option(
                            value = "10000",
                            least = "100",
                            most = "1000000",
                            doc = "Lines that may wait for the disk; one more fails, and its message is deferred.")
                    int queue) {}

    private record Waiting(byte[] line, Kind kind, String id, CompletableFuture<Void> done) {}

    private final Options options;
    private final Path directory;
    private final FileChannel lock;
    private final Segments segments;
    private final BlockingQueue<Waiting> queue;
    private final Map<String, byte[]> open = new LinkedHashMap<>();
    private final LongAdder lines = new LongAdder();
    private final LongAdder groups = new LongAdder();
    private final Thread thread = new Thread(this::work, "serai-journal");
    private @Nullable FileChannel file;
    private long start;
    private long reserved;
    private volatile boolean closing;
    private volatile long end;
    private volatile String problem = "";

    /** Opens a directory, which is made when it is missing; what was open at a crash is entered as in doubt. */
    public Journal(Path directory, Options options) throws IOException {
        this.options = options;
        this.directory = directory;
        PrivateFiles.createDirectories(directory);
        this.lock = lock(directory);
        this.segments = new Segments(directory);
        this.queue = new LinkedBlockingQueue<>(options.queue());
        this.end = segments.trim();
        Map<String, JournalEntry> doubtful = unfinished();
        doubtful.forEach((id, intent) -> open.put(id, JournalEntry.line(Kind.INTENT, id, intent.json())));
        begin();
        thread.setDaemon(true);
        thread.start();
        for (JournalEntry intent : doubtful.values()) {
            LOG.warn("{} was being handed over when Serai ended: nobody here knows whether it was taken", intent.id());
            append(Kind.IN_DOUBT, intent.id(), intent.json());
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path path = directory.resolve(".lock");
        FileChannel channel = PrivateFiles.open(path, CREATE, WRITE);
        FileLock locked;
        try {
            locked = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            locked = null;
        }
        if (locked == null) {
            channel.close();
            throw new FileSystemException(path.toString(), null, "is in use by another process");
        }
        return channel;
    }

    /** Each file begins with what was open then, so the last one tells all. */
    private Map<String, JournalEntry> unfinished() throws IOException {
        var out = new LinkedHashMap<String, JournalEntry>();
        var all = segments.all();
        long at = all.isEmpty() ? 0 : all.lastKey();
        while (at < end) {
            Segments.Batch batch = segments.read(at, end, SCAN);
            for (JournalEntry entry : batch.entries()) {
                if (entry.kind() == Kind.INTENT) {
                    out.put(entry.id(), entry);
                } else {
                    out.remove(entry.id());
                }
            }
            if (batch.next() == at) {
                break;
            }
            at = batch.next();
        }
        return out;
    }

    /**
     * Enters a line; it is safe, as its kind says, when the stage is complete. Completed by the thread of the journal: who depends on it must not wait
     * there.
     *
     * @param json one line
     * @return fails with an {@link IOException} when it could not be written
     */
    public CompletableFuture<Void> append(Kind kind, String id, String json) {
        var waiting = new Waiting(JournalEntry.line(kind, id, json), kind, id, new CompletableFuture<>());
        if (closing || !queue.offer(waiting)) {
            waiting.done.completeExceptionally(
                    new IOException(closing ? "the journal is closed" : "the journal cannot keep up with the mail"));
        }
        return waiting.done;
    }

    /** For readers; {@link #end} is how far. */
    public Segments segments() {
        return segments;
    }

    /** Where the next line will stand: all before is safe. */
    public long end() {
        return end;
    }

    /** Waits until there is more than {@code known}, or the time is over. */
    public synchronized void await(long known, Duration limit) throws InterruptedException {
        if (end <= known && !closing) {
            wait(Math.max(1, limit.toMillis()));
        }
    }

    /** Why the last line could not be written; empty: it was. */
    public String problem() {
        return problem;
    }

    /** Lines written. */
    public long lines() {
        return lines.sum();
    }

    /** Times that the disk was waited for. */
    public long groups() {
        return groups.sum();
    }

    /** Removes files that are older than {@code journal.retention}, and whose events before {@code shipped} have gone. */
    public void removeOld(long shipped, Clock clock) throws IOException {
        segments.remove(shipped, FileTime.from(clock.instant().minus(options.retention())));
    }

    private void work() {
        var group = new ArrayList<Waiting>(GROUP);
        try {
            while (!closing || !queue.isEmpty()) {
                Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP - 1);
                    commit(group);
                    group.clear();
                }
            }
        } catch (InterruptedException e) {
            LOG.error("The journal was interrupted");
        } finally {
            queue.forEach(waiting -> waiting.done.completeExceptionally(new IOException("the journal is closed")));
        }
    }

    private void commit(List<Waiting> group) {
        try {
            if (file == null || end - start >= options.segmentSize().bytes()) {
                begin();
            }
            int size = write(file(), group.stream().map(Waiting::line).toList());
            problem = "";
            handOver(group);
            if (group.stream().anyMatch(waiting -> waiting.kind != Kind.INTENT)) {
                sync(file());
            }
            end += size;
        } catch (IOException | RuntimeException | Error e) {
            // Errors too: without its thread the journal would take lines and enter none.
            failed(e);
            group.forEach(waiting -> waiting.done.completeExceptionally(
                    e instanceof IOException ? e : new IOException("the journal failed", e)));
            return;
        }
        lines.add(group.size());
        synchronized (this) {
            notifyAll();
        }
        for (Waiting waiting : group) {
            if (waiting.kind != Kind.INTENT) {
                open.remove(waiting.id);
                waiting.done.complete(null);
            }
        }
    }

    /** Intents need no disk, and a message is on its way meanwhile. */
    private void handOver(List<Waiting> group) {
        for (Waiting waiting : group) {
            if (waiting.kind == Kind.INTENT) {
                open.put(waiting.id, waiting.line);
                waiting.done.complete(null);
            }
        }
    }

    private FileChannel file() {
        FileChannel channel = file;
        if (channel == null) {
            throw new IllegalStateException("no file is open");
        }
        return channel;
    }

    private int write(FileChannel channel, List<byte[]> group) throws IOException {
        int size = group.stream().mapToInt(line -> line.length).sum();
        var bytes = ByteBuffer.allocate(size);
        group.forEach(bytes::put);
        bytes.flip();
        reserve(channel, channel.position() + size);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return size;
    }

    private void reserve(FileChannel channel, long size) throws IOException {
        if (!options.sync() || size <= reserved) {
            return;
        }
        var zeros = ByteBuffer.allocate((int) (size - reserved) + RESERVE);
        while (zeros.hasRemaining()) {
            reserved += channel.write(zeros, reserved);
        }
    }

    private void sync(FileChannel channel) throws IOException {
        if (options.sync()) {
            channel.force(false);
            groups.increment();
        }
    }

    /** A file that begins with what is open now. It has its name when that is on the disk: a start reads the last one alone. */
    private void begin() throws IOException {
        closeFile();
        long at = Math.max(end, segments.end());
        Path unfinished = directory.resolve(UNFINISHED);
        FileChannel channel = PrivateFiles.open(unfinished, CREATE, TRUNCATE_EXISTING, WRITE);
        reserved = 0;
        try {
            int size = write(channel, List.copyOf(open.values()));
            sync(channel);
            Files.move(unfinished, segments.file(at), ATOMIC_MOVE);
            if (options.sync()) {
                PrivateFiles.sync(directory);
            }
            file = channel;
            start = at;
            end = at + size;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void failed(Throwable e) {
        if (problem.isEmpty()) {
            LOG.error("The journal in {} cannot be written, mail is deferred: {}", directory, e.toString());
        }
        problem = e.toString();
        try {
            closeFile();
        } catch (IOException again) {
            LOG.debug("A file that could not be written could not be closed", again);
        }
    }

    private void closeFile() throws IOException {
        FileChannel channel = file;
        file = null;
        if (channel != null) {
            try (channel) {
                channel.truncate(channel.position());
            }
        }
    }

    /** Writes what waits. */
    @Override
    public void close() throws IOException, InterruptedException {
        closing = true;
        synchronized (this) {
            notifyAll();
        }
        thread.join(STOP.toMillis());
        if (thread.isAlive()) {
            LOG.error("The journal could not be closed within {}", STOP);
        }
        closeFile();
        lock.close();
    }
}
