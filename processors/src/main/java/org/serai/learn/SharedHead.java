package org.serai.learn;

import java.nio.ByteBuffer;

/**
 * The end of the line of lessons that all nodes learn in the same order: the one entry of the table {@code learning}. A lesson comes
 * into the line by compare-and-set of this.
 *
 * @param log names the line
 * @param kind of models that it is for, by {@link Model#kind}
 * @param number of the last lesson, from 1; 0: there was none yet
 * @param recent the last lessons, the oldest first: id, 8 octets, and size in octets, 4
 * @param before id of the lesson before those
 * @param snapshot what nodes that come late begin with
 * @param replaced number of the last lesson that was a whole model
 * @param wanted up to which lesson a snapshot shall go, as somebody lacks one before
 * @param writer who writes a snapshot now, by chance; 0: nobody
 * @param until when others may think that he has died, milliseconds since 1970
 */
record SharedHead(
        long log,
        String kind,
        long number,
        byte[] recent,
        long before,
        Snapshot snapshot,
        long replaced,
        long wanted,
        long writer,
        long until) {

    /** So many recent lessons are kept at most, for nodes that were away. */
    static final int MOST = 1000;

    /** They have so many octets at most. */
    static final long MOST_OCTETS = 16 << 20;

    private static final int ENTRY = 12;

    static SharedHead first(long log, String kind, Snapshot snapshot) {
        return new SharedHead(log, kind, 0, new byte[0], 0, snapshot, 0, 0, 0, 0);
    }

    private int count() {
        return recent.length / ENTRY;
    }

    /** Number of the oldest lesson that is kept. */
    long oldest() {
        return number - count() + 1;
    }

    /** Of a lesson from that before {@link #oldest} to {@link #number}. */
    long id(long of) {
        long at = of - oldest();
        return at < 0 ? before : ByteBuffer.wrap(recent).getLong((int) at * ENTRY);
    }

    /** Whether that is in this line, not older than what is kept. */
    boolean holds(Position position) {
        return position.log() == log
                && position.number() <= number
                && position.number() >= oldest() - 1
                && position.id() == id(position.number());
    }

    /** Whether a lesson with this id is kept. */
    boolean contains(long id) {
        for (long n = oldest(); n <= number; n++) {
            if (id(n) == id) {
                return true;
            }
        }
        return false;
    }

    Position end() {
        return new Position(log, number, id(number));
    }

    /** How much the lessons after this one have. */
    long octets(long after) {
        long sum = 0;
        for (long n = Math.max(after + 1, oldest()); n <= number; n++) {
            sum += size(n);
        }
        return sum;
    }

    private int size(long of) {
        return ByteBuffer.wrap(recent).getInt((int) (of - oldest()) * ENTRY + Long.BYTES);
    }

    /** With one more; the oldest make room. */
    SharedHead with(long id, int size) {
        long octets = octets(0) + size;
        int from = 0;
        while (from < count() && (count() - from >= MOST || octets > MOST_OCTETS)) {
            octets -= size(oldest() + from);
            from++;
        }
        var next = ByteBuffer.allocate(recent.length - from * ENTRY + ENTRY);
        next.put(recent, from * ENTRY, recent.length - from * ENTRY).putLong(id).putInt(size);
        long last = from == 0 ? before : id(oldest() + from - 1);
        return new SharedHead(log, kind, number + 1, next.array(), last, snapshot, replaced, wanted, writer, until);
    }

    /** With another snapshot, whose writer is done. */
    SharedHead with(Snapshot other) {
        return new SharedHead(log, kind, number, recent, before, other, replaced, wanted, 0, 0);
    }

    /** The last lesson was a whole model. */
    SharedHead endingWithModel() {
        return new SharedHead(log, kind, number, recent, before, snapshot, number, wanted, writer, until);
    }

    SharedHead wanting(long lesson) {
        return new SharedHead(log, kind, number, recent, before, snapshot, replaced, lesson, writer, until);
    }

    SharedHead writtenBy(long who, long then) {
        return new SharedHead(log, kind, number, recent, before, snapshot, replaced, wanted, who, then);
    }

    /** After a cut of the network: the line with more lessons goes on, whose nodes need not learn anew. */
    static SharedHead merge(SharedHead one, SharedHead other) {
        int longer = Long.compare(one.number, other.number);
        int by = longer != 0 ? longer : Long.compare(one.id(one.number), other.id(other.number));
        return by > 0 || by == 0 && one.log >= other.log ? one : other;
    }
}
