package org.serai.custody;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a {@link Journal}, each named by where it begins, 16 hexadecimal digits. They are read by whoever has the directory, also while
 * somebody writes.
 */
public final class Segments {

    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

    private static final String SUFFIX = ".journal";
    private static final int LONGEST_LINE = 64 << 20;
    private static final int BLOCK = 64 << 10;

    private final Path directory;

    /**
     * What was read.
     *
     * @param next where to go on
     */
    public record Batch(List<JournalEntry> entries, long next) {}

    /** Of a directory. */
    public Segments(Path directory) {
        this.directory = directory;
    }

    Path file(long start) {
        return directory.resolve(HexFormat.of().toHexDigits(start) + SUFFIX);
    }

    /** By where they begin. */
    NavigableMap<Long, Path> all() throws IOException {
        var out = new TreeMap<Long, Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String digits = name.substring(0, name.length() - SUFFIX.length());
                if (digits.length() == 16 && digits.chars().allMatch(HexFormat::isHexDigit)) {
                    out.put(HexFormat.fromHexDigitsToLong(digits), file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return out;
    }

    /** Where the oldest that is kept begins; 0 when there is none. */
    public long begin() throws IOException {
        NavigableMap<Long, Path> segments = all();
        return segments.isEmpty() ? 0 : segments.firstKey();
    }

    /** Where the next line would stand: zeros at the end of the last file wait for their lines. */
    public long end() throws IOException {
        Map.Entry<Long, Path> last = all().lastEntry();
        if (last == null) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(last.getValue(), READ)) {
            return last.getKey() + written(channel);
        }
    }

    /** The same, for the one who writes: the zeros are gone. */
    long trim() throws IOException {
        Map.Entry<Long, Path> last = all().lastEntry();
        if (last == null) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(last.getValue(), READ, WRITE)) {
            long written = written(channel);
            channel.truncate(written);
            return last.getKey() + written;
        }
    }

    private static long written(FileChannel channel) throws IOException {
        var block = ByteBuffer.allocate(BLOCK);
        long end = channel.size();
        while (end > 0) {
            long from = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - from));
            while (block.hasRemaining() && channel.read(block, from + block.position()) >= 0) {
                continue;
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) != 0) {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    /**
     * Whole lines from {@code from} on, as far as {@code limit}. What a full disk or a loss of power has damaged is told in the log and passed over.
     *
     * @param most octets, but at least one line
     */
    public Batch read(long from, long limit, int most) throws IOException {
        NavigableMap<Long, Path> segments = all();
        long at = from;
        while (at < limit) {
            Map.Entry<Long, Path> segment = segments.floorEntry(at);
            if (segment == null) {
                Long first = segments.higherKey(at);
                if (first == null) {
                    break;
                }
                at = first;
                continue;
            }
            Long next = segments.higherKey(segment.getKey());
            Batch batch;
            try {
                batch = read(
                        segment.getKey(),
                        segment.getValue(),
                        at,
                        next == null ? limit : Math.min(limit, next),
                        most,
                        next != null);
            } catch (NoSuchFileException e) {
                LOG.debug("{} was removed, since all of it is known elsewhere", segment.getValue());
                batch = new Batch(List.of(), at);
                segments.remove(segment.getKey());
                if (next == null) {
                    break;
                }
                at = next;
                continue;
            }
            if (!batch.entries().isEmpty() || next == null) {
                return batch;
            }
            // Nothing but damage: what stands behind it in the same file may be whole.
            at = batch.next() > at ? batch.next() : next;
        }
        return new Batch(List.of(), at);
    }

    private static Batch read(long start, Path file, long from, long limit, int most, boolean finished)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            long end = Math.min(start + channel.size(), limit);
            int size = most;
            while (true) {
                var buffer = ByteBuffer.allocate((int) Math.min(size, Math.max(0, end - from)));
                while (buffer.hasRemaining() && channel.read(buffer, from - start + buffer.position()) >= 0) {
                    continue;
                }
                boolean all = from + buffer.position() >= end;
                Batch batch = lines(file, buffer.array(), buffer.position(), from, finished && all);
                if (batch.next() > from || all || size >= LONGEST_LINE) {
                    return batch;
                }
                size = Math.min(LONGEST_LINE, size * 4);
            }
        }
    }

    private static Batch lines(Path file, byte[] bytes, int length, long from, boolean last) {
        var entries = new ArrayList<JournalEntry>();
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                JournalEntry entry = JournalEntry.of(from + begin, bytes, begin, i - begin);
                if (entry == null) {
                    LOG.error("{}: a damaged line at octet {} is passed over", file, from + begin);
                } else {
                    entries.add(entry);
                }
                begin = i + 1;
            }
        }
        if (last && begin < length) {
            LOG.error("{}: the last line is cut; it was never confirmed to anybody", file);
            begin = length;
        }
        return new Batch(entries, from + begin);
    }

    /** Removes those that end before {@code before} and were written last before {@code since}; never the last one. */
    void remove(long before, FileTime since) throws IOException {
        NavigableMap<Long, Path> segments = all();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            Long next = segments.higherKey(segment.getKey());
            if (next == null
                    || next > before
                    || Files.getLastModifiedTime(segment.getValue()).compareTo(since) >= 0) {
                return;
            }
            Files.deleteIfExists(segment.getValue());
        }
    }
}
