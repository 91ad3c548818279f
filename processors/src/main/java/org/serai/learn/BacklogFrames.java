package org.serai.learn;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The entries of a {@link Backlog} in its file, each behind its length and its checksum. An entry begins with its label. */
final class BacklogFrames {

    /** Before each entry: its length and its checksum. */
    static final int HEAD = 2 * Integer.BYTES;

    /** Octets of an entry, more than the features of any message take. */
    private static final int MOST = 8 << 20;

    /** How an entry begins. */
    private static final List<byte[]> BEGINNINGS =
            Stream.of(Label.values()).map(BacklogFrames::beginning).toList();

    /** So much is looked at for the first octets of a frame. */
    private static final int LOOK =
            HEAD + BEGINNINGS.stream().mapToInt(each -> each.length).max().orElseThrow();

    private static final int WINDOW = 1 << 20;

    /** Takes an entry. */
    interface Entry {

        /** @param at where in the file it is */
        void take(byte[] octets, long at) throws IOException;
    }

    /** Is told of what is no entry, with others behind it. */
    interface Broken {
        void tell(long from, long to);
    }

    private BacklogFrames() {}

    private static byte[] beginning(Label label) {
        byte[] name = label.name().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Short.BYTES + name.length)
                .putShort((short) name.length)
                .put(name)
                .array();
    }

    /** An entry with what stands before it. */
    static byte[] frame(byte[] entry) {
        return ByteBuffer.allocate(HEAD + entry.length)
                .putInt(entry.length)
                .putInt(sum(entry))
                .put(entry)
                .array();
    }

    /**
     * Reads all entries.
     *
     * @param from where the first one's frame is
     * @return the end of the last whole one: what is behind it a writer may have left half written
     */
    static long read(FileChannel channel, long from, Entry entries, Broken broken) throws IOException {
        long at = from;
        DataInputStream in = reading(channel, at);
        while (true) {
            byte[] entry = entry(in);
            if (entry.length > 0) {
                entries.take(entry, at + HEAD);
                at += HEAD + entry.length;
                continue;
            }
            long next = next(channel, at + 1);
            if (next < 0) {
                return at;
            }
            broken.tell(at, next);
            at = next;
            in = reading(channel, at);
        }
    }

    private static DataInputStream reading(FileChannel channel, long at) throws IOException {
        return new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel.position(at)), 1 << 16));
    }

    /** The next whole one; empty: there is none. */
    private static byte[] entry(DataInputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD);
        if (head.length < HEAD) {
            return new byte[0];
        }
        var numbers = ByteBuffer.wrap(head);
        int length = numbers.getInt();
        if (length <= 0 || length > MOST) {
            return new byte[0];
        }
        byte[] entry = in.readNBytes(length);
        return entry.length == length && sum(entry) == numbers.getInt() ? entry : new byte[0];
    }

    private static int sum(byte[] entry) {
        var sum = new CRC32C();
        sum.update(entry);
        return (int) sum.getValue();
    }

    /** Where the next whole frame begins, as a length that is broken tells nothing of it; negative: nowhere. */
    private static long next(FileChannel channel, long from) throws IOException {
        var window = ByteBuffer.allocate(WINDOW);
        for (long at = from; channel.size() - at >= LOOK; at += WINDOW - LOOK + 1) {
            window.clear();
            while (window.hasRemaining() && channel.read(window, at + window.position()) >= 0) {
                continue;
            }
            for (int i = 0; i + LOOK <= window.position(); i++) {
                if (begins(window, i + HEAD) && entry(reading(channel, at + i)).length > 0) {
                    return at + i;
                }
            }
        }
        return -1;
    }

    private static boolean begins(ByteBuffer window, int at) {
        for (byte[] each : BEGINNINGS) {
            if (window.slice(at, each.length).equals(ByteBuffer.wrap(each))) {
                return true;
            }
        }
        return false;
    }
}
