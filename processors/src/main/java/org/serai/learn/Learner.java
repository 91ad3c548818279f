package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Logistic regression, learned online from errors and near errors, over hashed features of some kinds. Each kind counts as one vector, so
 * that a long text weighs no more than a short one and a thousand sequences no more than twenty traits. Goodman and Yih, "Online
 * Discriminative Spam Filter Training", CEAS 2006; Cormack, "Email Spam Filtering: A Systematic Review", 2008.
 *
 * <p>There are several, each with a view of its own, that learn from their own errors: what is told by all kinds together is otherwise learned
 * by the strongest kind alone, and mail that lacks it, or of which it is not true, is told by nothing.
 */
final class Learner implements Classifier<Kinds> {

    /** Of weights: 4 MB of them; {@link #ofShape} has half of it. */
    private static final int SIZE = 1 << 20;

    /** Weights are whole numbers of this. */
    private static final double UNIT = 1 << 20;

    private static final double RATE = 1.5;

    /** What is told with at least this probability is not learned. */
    private static final double SURE = 0.65;

    private final double grams;
    private final double traits;
    private final double words;
    private final double pairs;
    private final double shapes;
    private final double order;
    private final Cells weights;

    /** With the length of the vector of each kind; 0: the kind is not looked at. */
    private Learner(int size, double grams, double traits, double words, double pairs, double shapes, double order) {
        this.grams = grams;
        this.traits = traits;
        this.words = words;
        this.pairs = pairs;
        this.shapes = shapes;
        this.order = order;
        this.weights = new Cells(size);
    }

    /** Looks at the spelling first. */
    static Learner ofSpelling() {
        return new Learner(SIZE, 1, 0.5, 0, 0, 0, 0);
    }

    /** Looks at the form first. */
    static Learner ofForm() {
        return new Learner(SIZE, 0, 1, 0.5, 0.3, 0, 0);
    }

    /** Looks at the language alone. */
    static Learner ofLanguage() {
        return new Learner(SIZE, 0.5, 0, 0.7, 0.5, 0, 0);
    }

    /** Looks at the shape first. */
    static Learner ofShape() {
        return new Learner(SIZE / 2, 0, 0.7, 0.5, 0, 0.7, 0.5);
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
        double out = evidence(grams, kinds.grams())
                + evidence(traits, kinds.traits())
                + evidence(words, kinds.words())
                + evidence(pairs, kinds.pairs())
                + evidence(shapes, kinds.shapes())
                + evidence(order, kinds.order());
        return out / UNIT;
    }

    /** What was never learned does not count into the length either: else spam hides behind words that nobody knows. */
    private double evidence(double length, int[] features) {
        if (length == 0) {
            return 0;
        }
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
        double right = 1 / (1 + Math.exp(spam ? -evidence : evidence));
        return right >= SURE ? 0 : (int) Math.round(RATE * (1 - right) * UNIT);
    }

    @Override
    public void add(Kinds kinds, boolean spam, int amount) {
        int signed = spam ? amount : -amount;
        add(grams, kinds.grams(), signed);
        add(traits, kinds.traits(), signed);
        add(words, kinds.words(), signed);
        add(pairs, kinds.pairs(), signed);
        add(shapes, kinds.shapes(), signed);
        add(order, kinds.order(), signed);
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
    }

    @Override
    public void read(DataInput in) throws IOException {
        weights.read(in);
    }
}
