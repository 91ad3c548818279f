package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Naive Bayes over traits, words and words with those behind them: how much more often each is in spam than in ham, put together by
 * Fisher's method. Robinson, "A Statistical Approach to the Spam Problem", Linux Journal 2003; pairs within a window as in Siefkes et
 * al., "Combining Winnow and Orthogonal Sparse Bigrams", 2004.
 */
final class Bayes implements Classifier<int[]> {

    /** Of counts, two a feature: 16 MB. */
    private static final int SIZE = 1 << 22;

    /** A feature that was never seen counts as this many, half of them in spam. */
    private static final double STRENGTH = 1;

    /** Nearer to one half a feature tells nothing. */
    private static final double LEAST = 0.1;

    /** So many features have a say, those that tell most. */
    private static final int MOST = 150;

    private static final int BINS = 256;

    /** Of evidence; beyond it nothing is learned. */
    private static final double SURE = 15;

    private final int window;
    private final Cells counts = new Cells(SIZE);
    private int hamSize;
    private int spamSize;

    /**
     * A new one.
     *
     * @param window words that are looked at together; 1: no pairs
     */
    Bayes(int window) {
        this.window = window;
    }

    /** The places of the counts of its features. */
    @Override
    public int[] features(Sample sample) {
        long[] hashes = sample.hashes();
        var out = new Distinct(hashes.length * window);
        for (int i = 0; i < hashes.length; i++) {
            out.add((int) hashes[i]);
            for (int d = 1; d < window && i - d >= sample.traits(); d++) {
                out.add((int) pair(hashes, i, d));
            }
        }
        return out.toInts(counts::place);
    }

    /** Those of its single tokens alone. */
    int[] singles(Sample sample) {
        var out = new Distinct(sample.hashes().length);
        for (long each : sample.hashes()) {
            out.add((int) each);
        }
        return out.toInts(counts::place);
    }

    private static long pair(long[] hashes, int at, int distance) {
        return Hash.of(hashes[at - distance] + distance, hashes[at]);
    }

    /** How likely a mail is spam with a feature that so many mails had; one half when it tells too little. */
    private static double spam(double ham, double spam, double hamSize, double spamSize) {
        double seen = ham + spam;
        if (seen == 0) {
            return 0.5;
        }
        double share = spam / spamSize / (spam / spamSize + ham / hamSize);
        double out = (STRENGTH * 0.5 + seen * share) / (STRENGTH + seen);
        return Math.abs(out - 0.5) < LEAST ? 0.5 : out;
    }

    private double spam(int place, int ham, int spam, Extra extra) {
        if (!extra.tells(place)) {
            return spam(ham, spam, hamSize, spamSize);
        }
        return spam(
                ham + extra.ham(place),
                spam + extra.spam(place),
                hamSize + extra.hamSize(),
                spamSize + extra.spamSize());
    }

    @Override
    public double evidence(int[] features) {
        return evidence(features, Extra.NONE);
    }

    /** With counts on top of those of all. */
    double evidence(int[] features, Extra extra) {
        if (hamSize == 0 || spamSize == 0) {
            return 0;
        }
        var telling = new double[features.length];
        int n = 0;
        int[] pairs = counts.pairs(features);
        for (int i = 0; i < features.length; i++) {
            double spam = spam(features[i], pairs[2 * i], pairs[2 * i + 1], extra);
            if (spam != 0.5) {
                telling[n++] = spam;
            }
        }
        if (n == 0) {
            return 0;
        }
        double least = n <= MOST ? 0 : least(telling, n);
        double spamSum = 0;
        double hamSum = 0;
        int said = 0;
        for (int i = 0; i < n && said < 2 * MOST; i++) {
            double spam = telling[i];
            if (Math.abs(spam - 0.5) >= least) {
                spamSum -= 2 * Math.log(spam);
                hamSum -= 2 * Math.log(1 - spam);
                said++;
            }
        }
        return deviation(hamSum, 2 * said) - deviation(spamSum, 2 * said);
    }

    /** How far from one half that lies which is the last to have a say. Of all bins by distance, only one need be sorted. */
    private static double least(double[] telling, int n) {
        var bins = new int[BINS];
        for (int i = 0; i < n; i++) {
            bins[bin(telling[i])]++;
        }
        int bin = BINS - 1;
        int farther = 0;
        while (farther + bins[bin] < MOST) {
            farther += bins[bin--];
        }
        var sizes = new double[bins[bin]];
        int size = 0;
        for (int i = 0; i < n; i++) {
            if (bin(telling[i]) == bin) {
                sizes[size++] = Math.abs(telling[i] - 0.5);
            }
        }
        Arrays.sort(sizes);
        // What tells as much to the other side is not left out for the last bit.
        return sizes[size - (MOST - farther)] - 1e-9;
    }

    private static int bin(double spam) {
        return Math.min(BINS - 1, (int) (Math.abs(spam - 0.5) * 2 * BINS));
    }

    /** How far a chi-square value lies from what is expected, in standard deviations; never saturates (Wilson and Hilferty 1931). */
    private static double deviation(double value, int degrees) {
        double spread = 2.0 / (9.0 * degrees);
        return (Math.cbrt(value / degrees) - (1 - spread)) / Math.sqrt(spread);
    }

    /** A token that tells something, with the one that stands so far before it; 0: alone. */
    private record Found(int at, int distance, double spam) {

        Telling of(List<String> tokens) {
            String token = tokens.get(at);
            return new Telling(distance == 0 ? token : tokens.get(at - distance) + between() + token, spam);
        }

        private String between() {
            return distance == 1 ? " " : " … ";
        }
    }

    /** The tokens that tell most, first the most telling. */
    List<Telling> telling(Sample sample, Extra extra, int most) {
        if (hamSize == 0 || spamSize == 0) {
            return List.of();
        }
        long[] hashes = sample.hashes();
        var out = new ArrayList<Found>();
        var seen = new Distinct(hashes.length * window);
        for (int i = 0; i < hashes.length; i++) {
            for (int d = 0; d < window && (d == 0 || i - d >= sample.traits()); d++) {
                long hash = d == 0 ? hashes[i] : pair(hashes, i, d);
                int place = counts.place(hash);
                double spam = seen.add((int) hash) ? spam(place, counts.get(place), counts.get(place + 1), extra) : 0.5;
                if (spam != 0.5) {
                    out.add(new Found(i, d, spam));
                }
            }
        }
        out.sort(Comparator.comparingDouble(each -> -Math.abs(each.spam() - 0.5)));
        return out.stream().limit(most).map(each -> each.of(sample.tokens())).toList();
    }

    @Override
    public int lesson(boolean spam, double evidence) {
        return (spam ? evidence : -evidence) > SURE ? 0 : 1;
    }

    @Override
    public void add(int[] features, boolean spam, int amount) {
        for (int place : features) {
            counts.add(place + (spam ? 1 : 0), amount);
        }
        if (spam) {
            spamSize += amount;
        } else {
            hamSize += amount;
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(hamSize);
        out.writeInt(spamSize);
        counts.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        hamSize = in.readInt();
        spamSize = in.readInt();
        counts.read(in);
    }
}
