package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tells spam from ham. What it has learned is a sum over lessons, in whole numbers: each can be taken back exactly, in any order, and
 * nodes that add up the same lessons agree in each bit.
 *
 * @param <F> what it sees of a sample
 */
interface Classifier<F> {

    /** What it sees of a sample, whatever it has learned. */
    F features(Sample sample);

    /** What speaks for spam, above 0, or for ham, below; 0 when nothing is known. Comparable within one classifier only. */
    double evidence(F features);

    /**
     * What is to be learned from a sample.
     *
     * @param evidence what was said of it before
     * @return how much to {@link #add}; 0 when it is told well enough (Yerazunis 2004, training on errors with a margin)
     */
    int lesson(boolean spam, double evidence);

    /** Adds a lesson, or takes it back when the sign of {@code amount} is turned. */
    void add(F features, boolean spam, int amount);

    /** Writes what was learned. */
    void write(DataOutput out) throws IOException;

    /** Replaces what was learned. */
    void read(DataInput in) throws IOException;
}
