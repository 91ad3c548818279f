package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Two Markov chains over the tokens of a mail, one that has read spam and one that has read ham: which of them would rather have written
 * this mail? Each asks how likely a token is behind the one before it, smoothed by how likely it is anywhere (Dirichlet prior, MacKay and
 * Peto 1995). A transition counts once a mail, however often it is repeated.
 */
final class Hmm implements Classifier<int[]> {

    /** Of counts, two a transition: 32 MB. */
    private static final int SIZE = 1 << 23;

    /** How much the shorter context weighs against what was seen in the longer one. */
    private static final double PRIOR = 2;

    /** Words that there are, of which each counts as seen a hundredth of a time. */
    private static final double VOCABULARY = 1e6;

    private static final double UNSEEN = 0.01;

    /** No transition tells more than this, in nats. */
    private static final double MOST = 3;

    /** Of evidence; beyond it nothing is learned. */
    private static final double SURE = 10;

    /** With fewer transitions that were seen before there is no evidence (as ASSP has it: below 6 it does not score). */
    private static final int LEAST = 6;

    /** With fewer than these the evidence is at most {@link #WEAK} (ASSP: below 21 it does not block). */
    private static final int FEW = 21;

    private static final double WEAK = 5;

    private static final int NONE = -1;
    private static final long CONTEXT = 0x5555;

    private final int order;
    private final Cells counts = new Cells(SIZE);
    private long hamTokens;
    private long spamTokens;

    /**
     * A new one.
     *
     * @param order tokens before that a token depends on
     */
    Hmm(int order) {
        this.order = order;
    }

    /**
     * Where the counts of its different transitions lie: for each the token's place anywhere, and then for each length of context the place of
     * the context and that of the token behind it, or {@link #NONE} before the beginning.
     */
    @Override
    public int[] features(Sample sample) {
        long[] tokens = sample.hashes();
        int stride = stride();
        var out = new int[tokens.length * stride];
        int size = 0;
        var seen = new Distinct(tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            if (seen.add(transition(tokens, i))) {
                transition(tokens, i, out, size);
                size += stride;
            }
        }
        return Arrays.copyOf(out, size);
    }

    /** Of a token and those before it: transitions that differ in the first of the context alone are two. */
    private int transition(long[] tokens, int at) {
        long hash = at == 0 ? tokens[0] : Hash.of(tokens[at - 1], tokens[at]);
        for (int length = 2; length <= Math.min(order, at); length++) {
            hash = Hash.of(tokens[at - length] + length, hash);
        }
        return (int) hash;
    }

    private int stride() {
        return 1 + 2 * order;
    }

    private void transition(long[] tokens, int at, int[] out, int from) {
        out[from] = counts.place(Hash.of(1, tokens[at]));
        long context = 0;
        for (int length = 1; length <= order; length++) {
            boolean there = length <= at;
            context = there ? Hash.of(context, tokens[at - length] + length) : 0;
            out[from + 2 * length - 1] = there ? counts.place(context ^ CONTEXT) : NONE;
            out[from + 2 * length] = there ? counts.place(Hash.of(context + 1, tokens[at])) : NONE;
        }
    }

    @Override
    public double evidence(int[] features) {
        if (hamTokens == 0 || spamTokens == 0) {
            return 0;
        }
        int[] pairs = counts.pairs(features);
        double sum = 0;
        int said = 0;
        for (int from = 0; from < pairs.length; from += 2 * stride()) {
            double ratio = ratio(pairs, from);
            sum += Math.max(-MOST, Math.min(MOST, ratio));
            said += ratio == 0 ? 0 : 1;
        }
        if (said < LEAST) {
            return 0;
        }
        double out = sum / Math.sqrt(said + 5);
        return said < FEW ? Math.max(-WEAK, Math.min(WEAK, out)) : out;
    }

    /** How much likelier this token is in spam than in ham, in nats; 0 when neither has it. */
    private double ratio(int[] pairs, int from) {
        int inHam = pairs[from];
        int inSpam = pairs[from + 1];
        double prior = UNSEEN * VOCABULARY;
        double ham = (inHam + UNSEEN) / (hamTokens + prior);
        double spam = (inSpam + UNSEEN) / (spamTokens + prior);
        boolean known = inHam + inSpam > 0;
        int to = from + 2 * stride();
        for (int at = from + 2; at < to; at += 4) {
            int hamContext = pairs[at];
            int spamContext = pairs[at + 1];
            if (hamContext + spamContext == 0) {
                break;
            }
            inHam = pairs[at + 2];
            inSpam = pairs[at + 3];
            known |= inHam + inSpam > 0;
            ham = (inHam + PRIOR * ham) / (hamContext + PRIOR);
            spam = (inSpam + PRIOR * spam) / (spamContext + PRIOR);
        }
        return known ? Math.log(spam / ham) : 0;
    }

    @Override
    public int lesson(boolean spam, double evidence) {
        return (spam ? evidence : -evidence) > SURE ? 0 : 1;
    }

    @Override
    public void add(int[] features, boolean spam, int amount) {
        int side = spam ? 1 : 0;
        for (int place : features) {
            if (place != NONE) {
                counts.add(place + side, amount);
            }
        }
        int read = features.length / stride();
        if (spam) {
            spamTokens += (long) read * amount;
        } else {
            hamTokens += (long) read * amount;
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeLong(hamTokens);
        out.writeLong(spamTokens);
        counts.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        hamTokens = in.readLong();
        spamTokens = in.readLong();
        counts.read(in);
    }
}
