package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Makes a probability of what classifiers say, by logistic regression on what they said of lessons before they had learned from
 * them (Wolpert, "Stacked Generalization", 1992). Each class counts as much as the other, whatever their numbers; then ham is taken to be
 * twelve times as frequent, since a message refused wrongly is worse than spam delivered.
 */
final class Blend {

    /**
     * Evidence of a classifier counts in full up to about here, and beyond twice that no more grows: one that is sure for no good reason, as
     * counts of a mail from a new source are, does not outvote those that see more. 0: without end.
     */
    private static final double[] BOUND = {15, 10, 0, 0, 0, 0, 0};

    /** What evidence is divided by, and what a unit of that is worth before anything else is known. */
    private static final double[] SCALE = {5, 5, 1, 1, 1, 1, 1};

    private static final double[] WORTH = {0.4, 0.4, 0.8, 0.8, 0.8, 0.8, 0.8};

    /** What is known beforehand counts as so many lessons near the boundary. */
    private static final double CAUTION = 30;

    private static final double HAM_FOR_SPAM = Math.log(12);
    private static final int ROUNDS = 12;
    private static final double MOST_STEP = 2;

    private final int[] inputs;
    private final double share;
    private volatile double[] weights;

    /**
     * A new one.
     *
     * @param inputs which classifiers it listens to
     */
    Blend(int... inputs) {
        this.inputs = inputs;
        this.share = (double) SCALE.length / inputs.length;
        this.weights = prior();
    }

    private double[] prior() {
        var out = new double[inputs.length + 1];
        for (int i = 0; i < inputs.length; i++) {
            out[i + 1] = WORTH[inputs[i]] * Math.sqrt(share);
        }
        return out;
    }

    /** Between 0, ham, and 1, spam. */
    double probability(double[] evidence) {
        return 1 / (1 + Math.exp(HAM_FOR_SPAM - sum(weights, input(evidence), 0)));
    }

    /** What the weights are multiplied with: 1, then what each classifier says. */
    private double[] input(double[] evidence) {
        var out = new double[inputs.length + 1];
        out[0] = 1;
        for (int i = 0; i < inputs.length; i++) {
            int from = inputs[i];
            double bound = BOUND[from];
            double bounded = bound == 0 ? evidence[from] : bound * Math.tanh(evidence[from] / bound);
            out[i + 1] = bounded / SCALE[from];
        }
        return out;
    }

    private static double sum(double[] by, double[] input, int from) {
        double out = 0;
        for (int i = 0; i < by.length; i++) {
            out += by[i] * input[from + i];
        }
        return out;
    }

    /** Learns its weights anew from these lessons, by Newton's method; from those of one class nothing, as if there were none. */
    void fit(List<Lesson> lessons) {
        double spam = lessons.stream().filter(Lesson::spam).count();
        double ham = lessons.size() - spam;
        if (spam == 0 || ham == 0) {
            weights = prior();
            return;
        }
        double spamWeight = lessons.size() / 2.0 / spam;
        double hamWeight = lessons.size() / 2.0 / ham;
        int n = inputs.length + 1;
        var rows = new double[lessons.size() * n];
        for (int row = 0; row < lessons.size(); row++) {
            System.arraycopy(input(lessons.get(row).evidence()), 0, rows, row * n, n);
        }
        double[] prior = prior();
        double[] next = prior.clone();
        for (int round = 0; round < ROUNDS; round++) {
            double[] step = step(lessons, rows, next, prior, spamWeight, hamWeight);
            double largest = 0;
            for (int i = 0; i < n; i++) {
                next[i] += Math.max(-MOST_STEP, Math.min(MOST_STEP, step[i]));
                largest = Math.max(largest, Math.abs(step[i]));
            }
            if (largest < 1e-4) {
                break;
            }
        }
        for (int i = 1; i < n; i++) {
            next[i] = Math.max(0, next[i]);
        }
        weights = next;
    }

    private static double[] step(
            List<Lesson> lessons, double[] rows, double[] at, double[] prior, double spamWeight, double hamWeight) {
        int n = at.length;
        var system = new double[n][n + 1];
        for (int row = 0; row < lessons.size(); row++) {
            boolean isSpam = lessons.get(row).spam();
            int from = row * n;
            double spam = 1 / (1 + Math.exp(-sum(at, rows, from)));
            double weight = isSpam ? spamWeight : hamWeight;
            double error = weight * ((isSpam ? 1 : 0) - spam);
            double slope = weight * Math.max(spam * (1 - spam), 1e-6);
            for (int i = 0; i < n; i++) {
                double input = rows[from + i];
                system[i][n] += error * input;
                for (int k = 0; k <= i; k++) {
                    system[i][k] += slope * input * rows[from + k];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = i + 1; k < n; k++) {
                system[i][k] = system[k][i];
            }
            system[i][i] += CAUTION;
            system[i][n] -= CAUTION * (at[i] - prior[i]);
        }
        return solved(system);
    }

    /** By Gauss and Jordan; the system is positive definite, so no pivot is 0. */
    private static double[] solved(double[][] system) {
        int n = system.length;
        for (int column = 0; column < n; column++) {
            for (int row = 0; row < n; row++) {
                if (row != column) {
                    double factor = system[row][column] / system[column][column];
                    for (int k = column; k <= n; k++) {
                        system[row][k] -= factor * system[column][k];
                    }
                }
            }
        }
        var out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = system[i][n] / system[i][i];
        }
        return out;
    }

    void write(DataOutput out) throws IOException {
        for (double weight : weights) {
            out.writeDouble(weight);
        }
    }

    void read(DataInput in) throws IOException {
        var next = new double[weights.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = in.readDouble();
        }
        weights = next;
    }
}
