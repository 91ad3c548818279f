package org.serai.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a data file of Infinispan's soft-index file store, {@code ispn12.N}: records one behind the other, each a header of 27 octets
 * (magic 1, lengths of key, metadata, value and internal metadata, sequence, expiry), then key, metadata with two times of 8 octets, value,
 * internal metadata. Written by several calls without a sync, so a crash or a full disk leaves a record that ends too early, as a rule the
 * last one. There is no checksum.
 *
 * <p>Source: {@code EntryHeader} and {@code EntryRecord} of infinispan-core 16.0.5; {@code RecordFileTest} reads what that version writes.
 */
final class RecordFile {

    private static final int HEADER = 27;
    private static final byte MAGIC = 1;
    private static final int TIMES = 16;

    private final byte[] octets;
    private final ByteBuffer buffer;

    RecordFile(byte[] octets) {
        this.octets = octets;
        this.buffer = ByteBuffer.wrap(octets);
    }

    /** What a record holds, serialised. Metadata are empty where it has none, and so is the value of an entry that was removed. */
    record Content(byte[] key, byte[] metadata, byte[] value, byte[] internalMetadata) {}

    /** Octets that are no record, from the first to before the second. */
    record Gap(int from, int to) {

        int length() {
            return to - from;
        }
    }

    private record Header(int start, int key, int metadata, int value, int internalMetadata) {

        private long end() {
            return (long) start + HEADER + key + metadata + value + internalMetadata;
        }
    }

    int length() {
        return octets.length;
    }

    /** The lengths of its records lead to its end. */
    boolean sound() {
        return chain(0);
    }

    private boolean chain(int from) {
        int at = from;
        while (at < octets.length) {
            Header header = whole(at);
            if (header == null) {
                return false;
            }
            at = (int) header.end();
        }
        return true;
    }

    /**
     * What is no whole record. What follows a place where nothing leads on is taken for records only where they lead to the very end of the
     * file: a value may hold what others have written, and that may look like a record.
     *
     * @param readable whether Infinispan can read this
     */
    List<Gap> gaps(Predicate<Content> readable) {
        var gaps = new ArrayList<Gap>();
        int at = 0;
        while (at < octets.length) {
            Header header = whole(at);
            int next;
            if (header != null && readable.test(content(header))) {
                at = (int) header.end();
                continue;
            } else if (header != null && follows((int) header.end())) {
                next = (int) header.end();
            } else {
                next = resume(at + 1, readable);
            }
            gaps.add(new Gap(at, next));
            at = next;
        }
        return gaps;
    }

    private boolean follows(int at) {
        return at == octets.length || whole(at) != null;
    }

    private int resume(int from, Predicate<Content> readable) {
        for (int at = from; at < octets.length; at++) {
            Header header = whole(at);
            if (header != null && chain(at) && readable.test(content(header))) {
                return at;
            }
        }
        return octets.length;
    }

    /** A record that was being written when all ended: what there is of it leads beyond the end of the file. */
    boolean cutShort(Gap gap) {
        if (gap.to() != octets.length) {
            return false;
        }
        if (gap.length() < HEADER) {
            return octets[gap.from()] == MAGIC;
        }
        Header header = header(gap.from());
        return header != null && header.end() > octets.length;
    }

    /** The file without these. */
    byte[] without(List<Gap> gaps) {
        var kept = ByteBuffer.allocate(
                octets.length - gaps.stream().mapToInt(Gap::length).sum());
        int at = 0;
        for (Gap gap : gaps) {
            kept.put(octets, at, gap.from() - at);
            at = gap.to();
        }
        return kept.put(octets, at, octets.length - at).array();
    }

    private @Nullable Header whole(int at) {
        Header header = header(at);
        return header == null || header.end() > octets.length ? null : header;
    }

    private @Nullable Header header(int at) {
        if (octets.length - at < HEADER || octets[at] != MAGIC) {
            return null;
        }
        int key = buffer.getShort(at + 1);
        int metadata = buffer.getShort(at + 3);
        int value = buffer.getInt(at + 5);
        int internalMetadata = buffer.getShort(at + 9);
        long sequence = buffer.getLong(at + 11);
        long expiry = buffer.getLong(at + 19);
        boolean possible = key > 0
                && (metadata == 0 || metadata > TIMES)
                && value >= 0
                && internalMetadata >= 0
                && sequence >= 0
                && expiry >= -1;
        return possible ? new Header(at, key, metadata, value, internalMetadata) : null;
    }

    private Content content(Header header) {
        int key = header.start() + HEADER;
        int metadata = key + header.key();
        int value = metadata + header.metadata();
        int internalMetadata = value + header.value();
        return new Content(
                Arrays.copyOfRange(octets, key, metadata),
                Arrays.copyOfRange(octets, metadata, Math.max(metadata, value - TIMES)),
                Arrays.copyOfRange(octets, value, internalMetadata),
                Arrays.copyOfRange(octets, internalMetadata, internalMetadata + header.internalMetadata()));
    }
}
