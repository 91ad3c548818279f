package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Logistic regression, learned online from errors and near errors, over hashed features of four kinds: sequences of four octets,
 * traits, words, pairs of neighbouring words. Each kind counts as one vector of length 1, so that a long text weighs no more than a
 * short one and a thousand sequences no more than twenty traits. Goodman and Yih, "Online Discriminative Spam Filter Training", CEAS
 * 2006; Cormack, "Email Spam Filtering: A Systematic Review", 2008.
 */
final class Learner implements Classifier {

    /** Of weights: 8 MB of them. */
    private static final int SIZE = 1 << 22;

    /** Weights are whole numbers of this. */
    private static final double UNIT = 1 << 20;

    private static final double RATE = 2;

    /** What is told with at least this probability is not learned. */
    private static final double SURE = 0.65;

    private static final double GRAMS = 1;
    private static final double TRAITS = 1;
    private static final double WORDS = 0.4;
    private static final double PAIRS = 0.2;

    private final Cells weights = new Cells(SIZE);

    /** The features of one kind. */
    private record Kind(int[] features, double factor) {}

    private static Kind[] kinds(Sample sample) {
        long[] hashes = sample.hashes();
        int traits = sample.traits();
        var words = new Distinct();
        var pairs = new Distinct();
        var some = new Distinct();
        for (int i = 0; i < traits; i++) {
            some.add((int) hashes[i]);
        }
        for (int i = traits; i < hashes.length && i - traits < MAX_WORDS; i++) {
            words.add((int) hashes[i]);
            if (i > traits) {
                pairs.add((int) Hash.of(hashes[i - 1], hashes[i]));
            }
            if (i > traits + 1) {
                pairs.add((int) Hash.of(hashes[i - 2] + 1, hashes[i]));
            }
        }
        return new Kind[] {
            kind(sample.grams(), GRAMS),
            kind(some.toInts(), TRAITS),
            kind(words.toInts(), WORDS),
            kind(pairs.toInts(), PAIRS)
        };
    }

    private static final int MAX_WORDS = 3000;

    private static Kind kind(int[] features, double share) {
        return new Kind(features, share / Math.sqrt(Math.max(1, features.length)));
    }

    @Override
    public double evidence(Sample sample) {
        double out = 0;
        for (Kind kind : kinds(sample)) {
            long sum = 0;
            for (int feature : kind.features) {
                sum += weights.get(weights.single(feature));
            }
            out += sum * kind.factor;
        }
        return out / UNIT;
    }

    @Override
    public int lesson(boolean spam, double evidence) {
        double right = 1 / (1 + Math.exp(spam ? -evidence : evidence));
        return right >= SURE ? 0 : (int) Math.round(RATE * (1 - right) * UNIT);
    }

    @Override
    public void add(Sample sample, boolean spam, int amount) {
        for (Kind kind : kinds(sample)) {
            int step = (int) Math.round(Math.abs(amount) * kind.factor);
            int signed = spam == amount > 0 ? step : -step;
            for (int feature : kind.features) {
                weights.add(weights.single(feature), signed);
            }
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        weights.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        weights.read(in);
    }
}
