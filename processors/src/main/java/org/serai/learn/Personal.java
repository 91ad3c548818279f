package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of what single users, or domains, have taught of single words and traits, beside those of all. Each has a small table, in which a
 * feature has two places, of which the lesser count holds (Cormode and Muthukrishnan, "An Improved Data Stream Summary: The Count-Min
 * Sketch", 2005), less what others leave in a place on average, and its standard deviation (Deng and Rafiei, "New Estimation Algorithms for Streaming Data: Count-min Can
 * Do More", 2007): a table that is too full says nothing, and not that all is known. Those who have not taught for longest make room for
 * others. Any thread may ask while one learns.
 */
final class Personal {

    private final int size;
    private final int most;

    /** Who has taught last comes last. */
    private final Map<String, Counts> all = new LinkedHashMap<>();

    /** Of one user or domain. */
    private static final class Counts {

        /** Number of the first lesson in it. */
        private final long since;

        private final Cells cells;
        private volatile int ham;
        private volatile int spam;
        private volatile long hamFeatures;
        private volatile long spamFeatures;

        Counts(long since, int size) {
            this.since = since;
            this.cells = new Cells(size);
        }

        void add(int[] features, boolean isSpam, int amount) {
            int side = isSpam ? 1 : 0;
            for (int feature : features) {
                long hash = hash(feature);
                cells.add(first(hash) + side, amount);
                cells.add(second(hash) + side, amount);
            }
            long all = (long) features.length * amount;
            if (isSpam) {
                spam += amount;
                spamFeatures += all;
            } else {
                ham += amount;
                hamFeatures += all;
            }
        }

        /** The lower half of the table. */
        private int first(long hash) {
            return cells.place(hash) >>> 2 << 1;
        }

        private int second(long hash) {
            return cells.half() + (cells.place(hash >>> 32) >>> 2 << 1);
        }

        int count(int feature, int side) {
            long hash = hash(feature);
            int least = Math.min(cells.get(first(hash) + side), cells.get(second(hash) + side));
            long mean = (side == 0 ? hamFeatures : spamFeatures) / (cells.half() / 2);
            return (int) Math.max(0, least - mean - (long) Math.sqrt(mean));
        }

        private static long hash(int feature) {
            return Hash.mix(feature + 1L);
        }
    }

    /**
     * Nobody's yet.
     *
     * @param size of a table in numbers of four octets, a power of two
     * @param most who have one; 0: nobody
     */
    Personal(int size, int most) {
        this.size = size;
        this.most = most;
    }

    /**
     * Adds a lesson of somebody, or takes it back, if it was counted.
     *
     * @param who empty: nobody
     * @param number of the lesson
     */
    synchronized void add(String who, int[] features, boolean isSpam, int amount, long number) {
        if (who.isEmpty() || most == 0) {
            return;
        }
        Counts counts = all.get(who);
        if (amount < 0) {
            if (counts != null && number >= counts.since) {
                counts.add(features, isSpam, amount);
            }
            return;
        }
        all.remove(who);
        Counts now = counts == null ? new Counts(number, size) : counts;
        now.add(features, isSpam, amount);
        all.put(who, now);
        if (all.size() > most) {
            Iterator<String> oldest = all.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** What somebody has taught, each lesson as so many; nothing when he has taught too little. */
    Extra extra(String who, int least, double weight) {
        Counts counts = found(who);
        if (counts == null || counts.ham + counts.spam < least || weight == 0) {
            return Extra.NONE;
        }
        return new Extra() {
            @Override
            public boolean tells(int feature) {
                return true;
            }

            @Override
            public double ham(int feature) {
                return weight * counts.count(feature, 0);
            }

            @Override
            public double spam(int feature) {
                return weight * counts.count(feature, 1);
            }

            @Override
            public double hamSize() {
                return weight * counts.ham;
            }

            @Override
            public double spamSize() {
                return weight * counts.spam;
            }
        };
    }

    private synchronized @Nullable Counts found(String who) {
        return who.isEmpty() ? null : all.get(who);
    }

    /** Who has counts, the last to teach last. */
    synchronized List<String> known() {
        return new ArrayList<>(all.keySet());
    }

    /** By the thread that teaches. Without the lock: what it writes to may be slow, and mail must not wait for that. */
    void write(DataOutput out) throws IOException {
        Map<String, Counts> now = copy();
        out.writeInt(now.size());
        for (Map.Entry<String, Counts> entry : now.entrySet()) {
            Counts counts = entry.getValue();
            out.writeUTF(entry.getKey());
            out.writeLong(counts.since);
            out.writeInt(counts.ham);
            out.writeInt(counts.spam);
            out.writeLong(counts.hamFeatures);
            out.writeLong(counts.spamFeatures);
            counts.cells.write(out);
        }
    }

    private synchronized Map<String, Counts> copy() {
        return new LinkedHashMap<>(all);
    }

    /** Replaces all; of more than there may be, those that taught first are left out. */
    synchronized void read(DataInput in) throws IOException {
        all.clear();
        int number = in.readInt();
        for (int i = 0; i < number; i++) {
            String who = in.readUTF();
            var counts = new Counts(in.readLong(), size);
            counts.ham = in.readInt();
            counts.spam = in.readInt();
            counts.hamFeatures = in.readLong();
            counts.spamFeatures = in.readLong();
            counts.cells.read(in);
            if (i >= number - most) {
                all.put(who, counts);
            }
        }
    }
}
