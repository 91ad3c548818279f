package org.serai.filter.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import org.serai.mail.Deadline;

/** What unpacking may still cost in one mail. */
final class Budget {

    /** Below this a file is no bomb, whatever its ratio. */
    private static final long SMALL = 1 << 20;

    private final AttachmentFilter.Options options;
    private final Deadline deadline;
    private long octets;
    private int entries;

    Budget(AttachmentFilter.Options options, Deadline deadline) {
        this.options = options;
        this.deadline = deadline;
        this.octets = options.maxInspectBytes().bytes();
        this.entries = options.maxArchiveEntries();
    }

    /** Something costs more than is allowed; the reason is for operators. */
    static final class Exceeded extends IOException {

        final String symbol;

        Exceeded(String symbol, String why) {
            super(why);
            this.symbol = symbol;
        }
    }

    /** The time to decide is over. */
    static final class Late extends IOException {

        Late() {
            super("the deadline passed while attachments were looked into");
        }
    }

    void entry() throws IOException {
        if (--entries < 0) {
            throw new Exceeded(AttachmentFilter.ARCHIVE_BOMB, "more than " + options.maxArchiveEntries() + " files");
        }
        time();
    }

    /** Names that the central directory of one archive has: no more than it may have files. */
    void names(int count) throws IOException {
        if (count > options.maxArchiveEntries()) {
            throw new Exceeded(AttachmentFilter.ARCHIVE_BOMB, "more than " + options.maxArchiveEntries() + " names");
        }
    }

    void time() throws Late {
        if (deadline.passed()) {
            throw new Late();
        }
    }

    /** Refuses what an archive itself says of a file; sizes below zero are unknown. */
    void ratio(long unpacked, long packed) throws IOException {
        if (unpacked > SMALL && packed >= 0 && unpacked / Math.max(1, packed) >= options.maxArchiveRatio()) {
            throw new Exceeded(AttachmentFilter.ARCHIVE_BOMB, "unpacks to " + unpacked + " octets from " + packed);
        }
    }

    /** Unpacked octets, counted as they are read. The stream below stays open. */
    InputStream metered(InputStream unpacking, LongSupplier packed) {
        return new Metered(unpacking, packed);
    }

    private final class Metered extends FilterInputStream {

        private final LongSupplier packed;
        private long read;

        Metered(InputStream in, LongSupplier packed) {
            super(in);
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (octets <= 0) {
                throw new Exceeded(
                        AttachmentFilter.HIDDEN,
                        "more than " + options.maxInspectBytes().bytes() + " octets unpacked");
            }
            int count = super.read(target, offset, (int) Math.min(length, octets));
            if (count > 0) {
                octets -= count;
                read += count;
                ratio(read, packed.getAsLong());
                time();
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return Math.max(0, readNBytes((int) Math.min(count, 4096)).length);
        }

        @Override
        public void close() {}
    }
}
