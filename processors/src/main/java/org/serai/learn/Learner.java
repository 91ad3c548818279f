package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Logistic regression, learned online from errors and near errors, over hashed features of some kinds. Each kind counts as one vector, so
 * that a long text weighs no more than a short one and a thousand sequences no more than twenty traits. Goodman and Yih, "Online
 * Discriminative Spam Filter Training", CEAS 2006; Cormack, "Email Spam Filtering: A Systematic Review", 2008.
 *
 * <p>There are several, each with a view of its own, that learn from their own errors: what is told by all kinds together is otherwise learned
 * by the strongest kind alone, and mail that lacks it, or of which it is not true, is told by nothing.
 *
 * <p>All mail has something in common, so that a lesson shifts what is said of any other message as well. As long as spam and ham come mixed,
 * these shifts cancel out; in a run of one class they do not. They are taken off the evidence, so that what was said before the run, by which
 * {@link Blend} is fitted, can be compared with what is said behind it. What is learned, and how much, is measured without that.
 */
final class Learner implements Classifier<Kinds> {

    /** Of weights: 4 MB of them; {@link #ofSpelling} and {@link #ofShape} have half of it, {@link #ofMarkup} a quarter. */
    private static final int SIZE = 1 << 20;

    /** Weights are whole numbers of this. */
    private static final double UNIT = 1 << 20;

    private static final double RATE = 1.75;

    /** What is told with at least this probability is not learned. */
    private static final double SURE = 0.6;

    private final List<Look> looks;
    private final Cells weights;

    /** By so much of itself a lesson shifts what is said of other messages, on the mean over mail of real sources. */
    private final double common;

    /** Of all lessons, those of spam less those of ham; one thread writes. */
    private volatile long balance;

    /**
     * What it looks at.
     *
     * @param length of the vector of this kind, whatever is in it
     */
    private record Look(Function<Kinds, int[]> kind, double length) {}

    private Learner(int size, double common, Look... looks) {
        this.looks = List.of(looks);
        this.common = common;
        this.weights = new Cells(size);
    }

    /** Looks at the spelling alone. */
    static Learner ofSpelling() {
        return new Learner(SIZE / 2, 0.08, new Look(Kinds::grams, 1));
    }

    /** Looks at the form first. */
    static Learner ofForm() {
        return new Learner(
                SIZE, 0.24, new Look(Kinds::traits, 1), new Look(Kinds::words, 0.5), new Look(Kinds::pairs, 0.3));
    }

    /** Looks at the language alone. */
    static Learner ofLanguage() {
        return new Learner(
                SIZE, 0.05, new Look(Kinds::grams, 0.5), new Look(Kinds::words, 0.7), new Look(Kinds::pairs, 0.5));
    }

    /** Looks at the shape first. */
    static Learner ofShape() {
        return new Learner(
                SIZE / 2,
                0.3,
                new Look(Kinds::traits, 0.7),
                new Look(Kinds::words, 0.5),
                new Look(Kinds::shapes, 0.7),
                new Look(Kinds::order, 0.5));
    }

    /** Looks at the markup of HTML first. */
    static Learner ofMarkup() {
        return new Learner(SIZE / 4, 0.04, new Look(Kinds::markup, 1), new Look(Kinds::shapes, 0.4));
    }

    @Override
    public Kinds features(Sample sample) {
        return sample.kinds();
    }

    private static double each(double length, int features) {
        return length / Math.sqrt(Math.max(1, features));
    }

    @Override
    public double evidence(Kinds kinds) {
        double out = 0;
        for (Look look : looks) {
            out += evidence(look.length(), look.kind().apply(kinds));
        }
        return out / UNIT - shift();
    }

    /** What lessons have added to what is said of any message. */
    private double shift() {
        return common * balance / UNIT;
    }

    /** What was never learned does not count into the length either: else spam hides behind words that nobody knows. */
    private double evidence(double length, int[] features) {
        long sum = 0;
        int known = 0;
        for (int feature : features) {
            int weight = weights.get(weights.single(feature));
            sum += weight;
            known += weight == 0 ? 0 : 1;
        }
        return sum * each(length, known);
    }

    @Override
    public int lesson(boolean spam, double evidence) {
        double whole = evidence + shift();
        double right = 1 / (1 + Math.exp(spam ? -whole : whole));
        return right >= SURE ? 0 : (int) Math.round(RATE * (1 - right) * UNIT);
    }

    @Override
    public void add(Kinds kinds, boolean spam, int amount) {
        int signed = spam ? amount : -amount;
        balance = balance + signed;
        for (Look look : looks) {
            add(look.length(), look.kind().apply(kinds), signed);
        }
    }

    private void add(double length, int[] features, int amount) {
        int step = (int) Math.round(Math.abs(amount) * each(length, features.length));
        if (step != 0) {
            int signed = amount > 0 ? step : -step;
            for (int feature : features) {
                weights.add(weights.single(feature), signed);
            }
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        weights.write(out);
        out.writeLong(balance);
    }

    @Override
    public void read(DataInput in) throws IOException {
        weights.read(in);
        balance = in.readLong();
    }
}
